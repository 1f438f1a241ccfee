/** The import dialog and the report of an import. */
import type { Locator, Page } from 'playwright-core';
import type { WorkbenchPage } from './workbench-page.ts';

export class ImportPage {
  readonly #view: WorkbenchPage;
  readonly #page: Page;
  readonly dialog: Locator;
  /** The line of the dialog that says what was chosen. */
  readonly corpus: Locator;
  /** Counts of an import, above its report. */
  readonly summary: Locator;
  readonly reasons: Locator;
  readonly rejected: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.#page = view.page;
    this.dialog = this.#page.getByRole('dialog', { name: 'Import figures' });
    this.corpus = this.dialog.getByRole('textbox', { name: 'Corpus' });
    this.summary = this.#page.getByRole('region', { name: 'Summary' });
    this.reasons = this.#page.getByRole('complementary', { name: 'Reasons' });
    this.rejected = this.#page.getByRole('grid', { name: 'Rejected items' });
  }

  async open(): Promise<void> {
    await this.#view.command('import figures');
    await this.dialog.waitFor();
  }

  /** Goes to a folder of the host's machine by its path and chooses it. */
  async chooseOnHost(path: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Choose on the host' }).click();
    await this.dialog.getByRole('textbox', { name: 'Path on the host' }).fill(path);
    await this.dialog.getByRole('button', { name: 'Go' }).click();
    await this.dialog.getByRole('listitem').first().waitFor();
  }

  /** The address or folder of PMC's article data set, once it was asked for. */
  get dataSet(): Locator {
    return this.dialog.getByRole('textbox', { name: 'Address or folder of the data set' });
  }

  /** Articles of PMC's data set, from this address. */
  async chooseDataSet(address: string): Promise<void> {
    await this.dialog.getByRole('button', { name: "Take articles from PMC's data set instead" }).click();
    await this.dataSet.fill(address);
  }

  /** Presses the button, waits for the end, and gives the verdict. */
  async run(timeout: number): Promise<string> {
    await this.dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await this.dialog.getByRole('button', { name: 'Show the report' }).waitFor({ timeout });
    return this.dialog.innerText();
  }

  /** Rejected items by reason, as the pane beside the report counts them. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    await this.reasons.getByRole('button').first().waitFor();
    const lines = await this.reasons.getByRole('button', { name: /\d$/ }).allInnerTexts();
    return Object.fromEntries(
      lines.map((line) => {
        const [, name = '', count = ''] = /^(.*?)\s*([\d,]+)$/s.exec(line) ?? [];
        return [name, Number(count.replaceAll(',', ''))];
      }),
    );
  }
}
