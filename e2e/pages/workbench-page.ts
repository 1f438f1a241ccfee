/** The window as a person meets it. Views have page objects of their own that take this one. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { repository, type Workbench } from '../fixtures/workbench.ts';

const screens = join(repository, 'artifacts', 'screens');

export class WorkbenchPage {
  /** The page of playwright, for everything that is not here. */
  readonly page: Page;
  /** Errors and warnings of the console, uncaught exceptions. */
  readonly problems: string[] = [];
  readonly #workbench: Workbench;

  constructor(page: Page, workbench: Workbench) {
    this.page = page;
    this.#workbench = workbench;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
  }

  /** Opens the workbench with a fresh start address and waits until a view is drawn; every view has a heading. */
  async open(name: 'plain' | 'private' = 'plain'): Promise<void> {
    await this.page.goto(await this.#workbench.startUrl(name));
    await this.page.locator('h1').first().waitFor();
  }

  /** Follows a link inside the window, as the address bar would. */
  async goTo(hash: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  /** Presses an entry of the rail. */
  async choose(feature: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: new RegExp(`^${feature}`) })
      .click();
  }

  /** Does what the palette offers first for these words, once it offers something of that name. */
  async command(words: string): Promise<void> {
    const palette = this.page.getByRole('dialog', { name: 'Command palette' });
    await this.page.keyboard.press('Control+k');
    await palette.getByRole('combobox').fill(words);
    await palette
      .getByRole('option', { name: new RegExp(words, 'i') })
      .first()
      .waitFor();
    await this.page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });
  }

  /** The bar at the bottom: device, job, last step as a command, what was saved. */
  get statusBar(): Locator {
    return this.page.getByRole('contentinfo');
  }

  /** Both themes, as the system asks for them; without the movement from one to the other. */
  async useTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  }

  /** Writes artifacts/screens/<name>.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screens, { recursive: true });
    await this.page.screenshot({ path: join(screens, `${name}.png`), animations: 'disabled' });
  }
}
