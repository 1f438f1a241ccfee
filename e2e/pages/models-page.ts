/** Models and devices: the list, the model that is open, the dialogs of what can be done, the devices. */
import type { Locator, Page } from 'playwright-core';
import type { WorkbenchPage } from './workbench-page.ts';

export class ModelsPage {
  readonly #view: WorkbenchPage;
  readonly #page: Page;
  readonly list: Locator;
  readonly devices: Locator;
  readonly dialog: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.#page = view.page;
    this.list = this.#page.getByRole('complementary', { name: 'Models' });
    this.devices = this.#page.getByRole('region', { name: 'Devices' });
    this.dialog = this.#page.getByRole('dialog');
  }

  async open(): Promise<void> {
    await this.#view.goTo('#/models');
    await this.list.getByRole('link').first().waitFor();
  }

  model(name: string): Locator {
    return this.list.getByRole('link', { name: new RegExp(`^${name}`) });
  }

  /** What is shown of the model that is open. */
  page(name: string): Locator {
    return this.#page.getByRole('region', { name, exact: true });
  }

  /** Opens the import dialog and chooses a folder of the host's machine. */
  async startImport(folder: string): Promise<void> {
    await this.list.getByRole('button', { name: 'Add' }).click();
    await this.#page.getByRole('menuitem', { name: 'Import files' }).click();
    await this.dialog.getByRole('button', { name: 'Choose on the host' }).click();
    await this.dialog.getByRole('textbox', { name: 'Path on the host' }).fill(folder);
    await this.dialog.getByRole('button', { name: 'Go' }).click();
    await this.dialog.getByRole('listitem').first().waitFor();
    await this.dialog.getByRole('button', { name: 'Use this folder' }).click();
  }

  /** Presses an entry of the menu behind a button of the model that is open. */
  async choose(model: string, button: string, entry: string): Promise<void> {
    await this.page(model).getByRole('button', { name: button }).click();
    await this.#page.getByRole('menuitem', { name: entry }).click();
  }

  async press(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
  }
}
