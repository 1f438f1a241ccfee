/** What lies around every view: palette, shortcut sheet, theme, banners. */
import type { Locator, Page } from 'playwright-core';
import type { WorkbenchPage } from './workbench-page.ts';

export class ShellPage {
  readonly #page: Page;
  readonly palette: Locator;
  readonly shortcuts: Locator;
  readonly heading: Locator;

  constructor(view: WorkbenchPage) {
    this.#page = view.page;
    this.palette = this.#page.getByRole('dialog', { name: 'Command palette' });
    this.shortcuts = this.#page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    this.heading = this.#page.getByRole('heading', { level: 1 });
  }

  /** Opens the palette and types without a look, as a quick hand does: no letter may go to the view behind. */
  async type(words: string): Promise<void> {
    await this.#page.keyboard.press('Control+k');
    await this.#page.keyboard.type(words);
    await this.palette.waitFor();
  }

  /** What the palette offers, best first. */
  async offers(): Promise<readonly string[]> {
    return this.palette.getByRole('option').allInnerTexts();
  }

  /** The colour behind the rail, as the browser computes it. */
  async background(): Promise<string> {
    return this.#page
      .getByRole('navigation', { name: 'Views' })
      .evaluate((rail) => getComputedStyle(rail).backgroundColor);
  }

  /** Pixels by which the page is wider than its window. */
  async overflow(): Promise<number> {
    return this.#page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }

  /** What the clipboard holds. */
  async clipboard(): Promise<string> {
    await this.#page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.#page.evaluate(() => navigator.clipboard.readText());
  }
}
