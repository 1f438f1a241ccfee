/** The export dialog. */
import type { Locator } from 'playwright-core';
import type { WorkbenchPage } from './workbench-page.ts';

export class ExportPage {
  readonly #view: WorkbenchPage;
  readonly dialog: Locator;
  readonly folder: Locator;
  /** How many figures the choices select, in words. */
  readonly count: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.dialog = view.page.getByRole('dialog', { name: /^Export / });
    this.folder = this.dialog.getByRole('textbox', { name: 'Folder on the host' });
    this.count = this.dialog.getByRole('status').last();
  }

  async chooseFormat(name: string): Promise<void> {
    await this.dialog.getByRole('combobox', { name: 'Format' }).click();
    await this.#view.page.getByRole('option', { name, exact: true }).click();
  }

  /** The box of a licence or a split, with its count beside it. */
  choice(value: string): Locator {
    return this.dialog.getByRole('checkbox', { name: new RegExp(`^${value}\\s*[\\d,]+$`) });
  }

  /** Presses the button, waits for the end, and gives the verdict. */
  async run(timeout: number): Promise<string> {
    await this.dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await this.dialog.getByRole('button', { name: 'Copy the path' }).waitFor({ timeout });
    return this.dialog.innerText();
  }
}
