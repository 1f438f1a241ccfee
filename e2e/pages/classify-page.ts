/** Zero-shot classification: dropped files, labels, scores. */
import type { Locator, Page } from 'playwright-core';
import { dropFiles, type FileToDrop } from './dropped-files.ts';
import type { WorkbenchPage } from './workbench-page.ts';

export interface ShownScore {
  readonly label: string;
  readonly cosine: number;
  /** Percent. */
  readonly softmax: number;
}

export class ClassifyPage {
  readonly #view: WorkbenchPage;
  readonly #page: Page;
  readonly files: Locator;
  readonly results: Locator;
  /** The middle: the image in focus, or why it was refused. */
  readonly focus: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.#page = view.page;
    this.files = this.#page.getByRole('complementary', { name: 'Images' });
    this.results = this.#page.getByRole('complementary', { name: 'Results' });
    this.focus = this.#page.getByRole('region', { name: 'Classify' });
  }

  async open(): Promise<void> {
    await this.#view.goTo('#/classify');
    await this.results.waitFor();
  }

  async drop(files: readonly FileToDrop[]): Promise<void> {
    await dropFiles(this.#page.getByRole('region', { name: 'Classify' }), files);
  }

  /** The line of a dropped file. */
  row(name: string): Locator {
    return this.files.getByRole('listitem').filter({ hasText: name });
  }

  async select(name: string): Promise<void> {
    await this.row(name).getByRole('button').first().click();
  }

  /** The table of scores, best first; empty while there is none. */
  async scores(): Promise<readonly ShownScore[]> {
    const rows = await this.results
      .locator('tbody tr')
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent ?? '')));
    return rows.map(([label = '', cosine = '', , softmax = '']) => ({
      label,
      cosine: Number(cosine.replace('−', '-')),
      softmax: Number(softmax.replace(/[<%]/g, '')),
    }));
  }

  async addLabel(label: string): Promise<void> {
    await this.results.getByRole('textbox', { name: 'Add a label' }).fill(label);
    await this.#page.keyboard.press('Enter');
  }

  /** Takes the labels that are there away, one Backspace each, and writes others. */
  async setLabels(labels: readonly string[]): Promise<void> {
    const input = this.results.getByRole('textbox', { name: 'Add a label' });
    await input.click();
    const before = this.results.getByRole('button', { name: /^Remove / });
    for (let left = await before.count(); left > 0; left--) await input.press('Backspace');
    for (const label of labels) await this.addLabel(label);
  }

  async setTemplates(templates: readonly string[]): Promise<void> {
    await this.results.getByRole('button', { name: 'Edit' }).click();
    await this.results.getByRole('textbox', { name: /One template per line/ }).fill(templates.join('\n'));
    await this.results.getByRole('button', { name: 'Done' }).click();
  }

  async removeLabel(label: string): Promise<void> {
    await this.results.getByRole('button', { name: `Remove ${label}`, exact: true }).click();
  }

  /** How many pictures of files are drawn, and how many of them can be seen. */
  async pictures(): Promise<{ readonly drawn: number; readonly loaded: number }> {
    return this.files.locator('img').evaluateAll((images) => ({
      drawn: images.length,
      loaded: images.filter((image) => image instanceof HTMLImageElement && image.naturalWidth > 0).length,
    }));
  }
}
