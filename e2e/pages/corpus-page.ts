/** Browse and curate: the grid with its query and filters, the preview, the open figure. */
import type { Locator, Page } from 'playwright-core';
import { soon } from '../fixtures/poll.ts';
import type { WorkbenchPage } from './workbench-page.ts';

export class CorpusPage {
  readonly #view: WorkbenchPage;
  readonly #page: Page;
  readonly grid: Locator;
  readonly search: Locator;
  /** The pane of the open figure. */
  readonly detail: Locator;
  readonly preview: Locator;
  readonly filters: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.#page = view.page;
    this.grid = this.#page.getByRole('grid', { name: 'Figures' });
    this.search = this.#page.getByRole('combobox', { name: 'Search figures' });
    this.detail = this.#page.getByRole('complementary', { name: 'Figure', exact: true });
    this.preview = this.#page.getByRole('dialog');
    this.filters = this.#page.getByRole('complementary', { name: 'Filters' });
  }

  async open(corpus: string, params: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#view.goTo(`#/corpus/${corpus}?${new URLSearchParams(params)}`);
    await this.grid.waitFor();
  }

  /** Figures that match, as the bar above the grid says. */
  async total(): Promise<number> {
    const text = await this.#page
      .getByRole('status')
      .filter({ hasText: /figures?$/ })
      .first()
      .textContent();
    return Number((text ?? '').replaceAll(',', '').match(/\d+/)?.[0]);
  }

  /** The card of an item of the view, 0-based, while it is drawn. */
  item(index: number): Locator {
    return this.grid.locator(`[role="gridcell"][id$="-${index}"]`);
  }

  /** Items that are drawn, 0-based. */
  async drawnItems(): Promise<readonly number[]> {
    return this.grid
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((cell) => Number(/\d+$/.exec(cell.id)?.[0])));
  }

  /** The item at the keyboard cursor, 0-based; undefined while it is not drawn. */
  async cursorItem(): Promise<number | undefined> {
    const id = await this.grid.getAttribute('aria-activedescendant');
    return id === null ? undefined : Number(/\d+$/.exec(id)?.[0]);
  }

  /** True while the whole card of the cursor is on screen. */
  async cursorIsOnScreen(): Promise<boolean> {
    return this.grid.evaluate((grid) => {
      const cell = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
      const view = grid.getBoundingClientRect();
      const box = cell?.getBoundingClientRect();
      return box !== undefined && box.top >= view.top - 1 && box.bottom <= view.bottom + 20;
    });
  }

  /** Goes to a place or a figure with its key. */
  async goToPlace(place: string): Promise<void> {
    await this.grid.focus();
    await this.#page.keyboard.press('g');
    await this.#page.getByRole('dialog', { name: 'Go to' }).getByRole('textbox').fill(place);
    await this.#page.keyboard.press('Enter');
  }

  get selection(): Locator {
    return this.#page.getByRole('region', { name: 'Selection' });
  }

  card(place: number): Locator {
    return this.grid.getByRole('gridcell').nth(place);
  }

  /** Place of the keyboard cursor among the drawn cards. */
  async cursor(): Promise<number> {
    return this.grid
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.findIndex((cell) => cell.querySelector('[data-cursor="true"]')));
  }

  /** How many thumbnails are drawn, and how many of them have arrived and can be seen. */
  async thumbnails(): Promise<{ readonly drawn: number; readonly loaded: number }> {
    return this.grid.locator('img').evaluateAll((images) => ({
      drawn: images.length,
      loaded: images.filter(
        (image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0,
      ).length,
    }));
  }

  /** Waits until every thumbnail on screen is there to be seen. */
  async allThumbnails(): Promise<void> {
    await soon(async () => {
      const { drawn, loaded } = await this.thumbnails();
      return drawn > 0 && loaded === drawn;
    }).toBe(true);
  }

  facet(value: string): Locator {
    return this.filters.getByRole('checkbox', { name: new RegExp(`^${value}\\s*[\\d,]+$`) });
  }

  /** The values of a facet that are shown, with the counts beside them. */
  async facetCounts(facet: string): Promise<readonly { readonly value: string; readonly count: number }[]> {
    const section = this.filters.locator('section', {
      has: this.#page.getByRole('button', { name: new RegExp(`^${facet}`) }),
    });
    await section.getByRole('listitem').first().waitFor();
    const lines = await section.getByRole('listitem').allInnerTexts();
    return lines.map((line) => {
      const [, value = '', count = ''] = /^(.*?)\s*([\d,]+)\s*$/s.exec(line) ?? [];
      return { value, count: Number(count.replaceAll(',', '')) };
    });
  }

  /** Words of captions in the grid that are marked as found. */
  async marked(): Promise<readonly string[]> {
    return this.grid.locator('mark').allTextContents();
  }

  /** A fact in the list beside the caption of the open figure. */
  fact(term: string): Locator {
    return this.detail.locator(`dt:text-is("${term}") + dd`);
  }

  /** @param count the number behind its name, where one is expected */
  tab(name: string, count: number | '' = ''): Locator {
    return this.detail.getByRole('tab', { name: new RegExp(`^${name}\\s*${count}`) });
  }

  /** The paragraph of the caption, without the label of the figure. */
  get caption(): Locator {
    return this.detail.getByRole('tabpanel').getByRole('paragraph').first();
  }

  /** Opens the editor with its key, writes, and saves with Ctrl+Enter. */
  async writeCaption(text: string): Promise<void> {
    await this.#page.keyboard.press('e');
    await this.detail.getByRole('textbox', { name: 'Caption' }).fill(text);
    await this.#page.keyboard.press('Control+Enter');
  }

  async addTag(tag: string): Promise<void> {
    await this.detail.getByRole('button', { name: 'Tag', exact: true }).click();
    await this.detail.getByRole('combobox', { name: 'Add a tag' }).fill(tag);
    await this.#page.keyboard.press('Enter');
    await this.#page.keyboard.press('Escape');
  }
}
