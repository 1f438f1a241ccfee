/** Retrieval: the query, its hits, and the recall of a model. */
import type { Locator, Page } from 'playwright-core';
import { dropFiles, type FileToDrop } from './dropped-files.ts';
import type { WorkbenchPage } from './workbench-page.ts';

export interface ShownHit {
  readonly rank: number;
  readonly caption: string;
  readonly cosine: number;
}

export class RetrievePage {
  readonly #view: WorkbenchPage;
  readonly #page: Page;
  readonly words: Locator;
  readonly hits: Locator;
  readonly recall: Locator;
  readonly view: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.#page = view.page;
    this.view = this.#page.getByRole('region', { name: 'Retrieve' });
    this.words = this.#page.getByRole('textbox', { name: 'Search with words' });
    this.hits = this.#page.getByRole('list', { name: 'Hits' });
    this.recall = this.#page.getByRole('complementary', { name: 'Recall' });
  }

  async open(corpus = 'sample'): Promise<void> {
    await this.#view.goTo(`#/retrieve/${corpus}`);
    await this.words.waitFor();
  }

  async search(words: string): Promise<void> {
    await this.words.fill(words);
    await this.words.press('Enter');
  }

  async dropImage(file: FileToDrop): Promise<void> {
    await dropFiles(this.view, [file]);
  }

  async choose(direction: string): Promise<void> {
    await this.#page.getByRole('radio', { name: direction }).check();
  }

  async shown(): Promise<readonly ShownHit[]> {
    const lines = await this.hits.getByRole('listitem').allInnerTexts();
    return lines.map((line) => {
      const parts = line
        .split('\n')
        .map((part) => part.trim())
        .filter((part) => part !== '');
      const cosine = parts.find((part) => /^[−]?1?\.\d{4}$/.test(part)) ?? '';
      return { rank: Number(parts[0]), caption: parts[1] ?? '', cosine: Number(cosine.replace('−', '-')) };
    });
  }

  async pictures(): Promise<{ readonly drawn: number; readonly loaded: number }> {
    return this.hits.locator('img').evaluateAll((images) => {
      const near = images.filter((image) => image.getBoundingClientRect().top < innerHeight);
      return {
        drawn: near.length,
        loaded: near.filter((image) => image instanceof HTMLImageElement && image.naturalWidth > 0).length,
      };
    });
  }
}
