/** Training runs: the list, the curves of the one that is open, and its state in the top bar. */
import type { Locator, Page } from 'playwright-core';
import type { WorkbenchPage } from './workbench-page.ts';

export class TrainPage {
  readonly #view: WorkbenchPage;
  readonly #page: Page;
  readonly topBar: Locator;
  readonly runs: Locator;
  readonly curves: Locator;
  /** How it goes, configuration, segments. */
  readonly details: Locator;

  constructor(view: WorkbenchPage) {
    this.#view = view;
    this.#page = view.page;
    this.topBar = this.#page.getByRole('banner');
    this.runs = this.#page.getByRole('complementary', { name: 'Runs' });
    this.curves = this.#page.getByRole('region', { name: 'Curves' });
    this.details = this.#page.getByRole('complementary', { name: 'Run', exact: true });
  }

  async open(run = ''): Promise<void> {
    await this.#view.goTo(run === '' ? '#/train' : `#/train/${encodeURIComponent(run)}`);
    await this.#page.getByRole('button', { name: 'New run' }).waitFor();
  }

  /** Opens the dialog of a new run on a preset, with other values in some of its fields. */
  async fillNewRun(preset: string, fields: Readonly<Record<string, string>>): Promise<Locator> {
    await this.#page.getByRole('button', { name: 'New run' }).click();
    const dialog = this.#page.getByRole('dialog', { name: 'New run' });
    await dialog.getByRole('combobox', { name: 'Preset' }).click();
    await this.#page.getByRole('option', { name: preset }).click();
    for (const [label, value] of Object.entries(fields)) {
      await dialog.getByRole('textbox', { name: label }).fill(value);
    }
    return dialog;
  }

  /** The name of the run that is open. */
  async run(): Promise<string> {
    return (await this.topBar.getByRole('heading', { level: 1 }).textContent()) ?? '';
  }

  /** `[steps done, steps in all]`, as the list of runs says; `[0, 0]` while it waits. */
  async steps(): Promise<readonly [number, number]> {
    const text = await this.runs.locator('[aria-current="true"]').innerText();
    const [, done, total] = /([\d,]+) of ([\d,]+)/.exec(text) ?? [];
    return [Number((done ?? '0').replaceAll(',', '')), Number((total ?? '0').replaceAll(',', ''))];
  }

  async step(): Promise<number> {
    return (await this.steps())[0];
  }

  /** A chart by its title. */
  chart(title: string): Locator {
    return this.curves
      .getByRole('article')
      .filter({ has: this.#page.getByRole('heading', { name: title, exact: true }) });
  }

  /** The newest value, in the head of a chart. */
  async value(title: string): Promise<string> {
    return this.chart(title).getByRole('banner').or(this.chart(title).locator('header')).first().innerText();
  }

  /** Points of every curve that a chart draws. */
  async points(title: string): Promise<readonly number[]> {
    const paths = await this.chart(title)
      .locator('path.recharts-line-curve')
      .evaluateAll((lines) => lines.map((line) => line.getAttribute('d') ?? ''));
    return paths.map((path) => path.match(/[ML]/g)?.length ?? 0);
  }
}
