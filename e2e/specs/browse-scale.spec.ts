/** Journey 7: a million figures under the fingers, to the last one; the place survives what may happen to a window. */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { recordFrames } from '../fixtures/frames.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import {
  figscope,
  scaleCorpus,
  scaleRows,
  scaleTest as test,
  synthesisTimeoutMs,
} from '../fixtures/scale-workbench.ts';
import { expect, suite } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';

const timeout = 4 * patienceMs;
const last = scaleRows - 1;
const count = (value: number): string => value.toLocaleString('en-GB');

interface Row {
  readonly id: number;
  readonly caption: string;
  readonly articleKey: string;
  readonly figureId: string;
}

/** The first words of a caption: what a card surely shows. */
const startOf = (row: Row): string => row.caption.slice(0, 20);

suite('browsing a million figures', () => {
  test('its rows are made', { timeout: synthesisTimeoutMs }, async ({ workbench }) => {
    const { figures } = Object(await figscope(workbench.home, 'corpus', 'stats', scaleCorpus));
    expect(figures).toBe(scaleRows);
  });

  test('opens with the right count and scrolls to the last row', { timeout }, async ({ page, workbench }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open(scaleCorpus);
    await soon(() => corpus.total()).toBe(scaleRows);
    await corpus.item(0).getByRole('paragraph').first().waitFor();
    const { mouse, keyboard } = page.page;
    const box = await corpus.grid.boundingBox();
    if (!box) throw new Error('The grid is not on screen.');
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await recordFrames(page.page, 'wheel', async () => {
      for (let turn = 0; turn < 90; turn++) {
        await mouse.wheel(0, 240);
        await page.page.waitForTimeout(16);
      }
    });
    // 21,600 pixels of the wheel are as many pixels of the list.
    const travelled = await corpus.grid.evaluate((grid) => grid.scrollTop);
    expect(travelled).toBe(90 * 240);

    const rail = await page.page.getByRole('scrollbar', { name: 'Position in Figures' }).boundingBox();
    if (!rail) throw new Error('There is no rail.');
    await recordFrames(page.page, 'rail to the end', async () => {
      await mouse.move(rail.x + 6, rail.y + 10);
      await mouse.down();
      for (let step = 1; step <= 60; step++) await mouse.move(rail.x + 6, rail.y + (rail.height * step) / 60);
      await mouse.up();
      await corpus.item(last).getByRole('paragraph').first().waitFor();
    });
    const { rows } = await query(workbench.home, '--offset', String(last), '--limit', '1');
    expect(await corpus.item(last).innerText()).toContain(startOf(rows[0]!));

    await corpus.grid.focus();
    await keyboard.press('Home');
    await corpus.item(0).getByRole('paragraph').first().waitFor();
    await keyboard.press('End');
    await soon(() => corpus.cursorItem()).toBe(last);
    await corpus.item(last).getByRole('paragraph').first().waitFor();
    expect(await corpus.cursorIsOnScreen()).toBe(true);
    // The wheel goes no further, and back from there.
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.wheel(0, 5000);
    await mouse.wheel(0, -5000);
    await soon(async () => Math.max(...(await corpus.drawnItems()))).toBeLessThan(last - 50);
  });

  test('a place is reached by its number and by the name of its figure', { timeout }, async ({
    page,
    workbench,
  }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open(scaleCorpus, { sort: 'year:desc', filter: 'license:CC-BY' });
    await soon(() => corpus.total()).toBeLessThan(scaleRows);
    const total = await corpus.total();
    const asked = ['--filter', 'license:CC-BY', '--sort', 'year:desc', '--limit', '1'];
    const at = Math.floor(total * 0.7);
    const { rows } = await query(workbench.home, ...asked, '--offset', String(at));
    const row = rows[0]!;

    await recordFrames(page.page, 'go to', () => corpus.goToPlace(count(at + 1)));
    await soon(() => corpus.cursorItem()).toBe(at);
    await soon(() => corpus.item(at).innerText()).toContain(startOf(row));
    await page.page.keyboard.press('Home');
    await soon(() => corpus.cursorItem()).toBe(0);
    await corpus.goToPlace(`${row.articleKey}/${row.figureId}`);
    await soon(() => corpus.cursorItem()).toBe(at);

    await corpus.goToPlace(count(total + 1));
    await page.page.getByText(`This view has the places 1 to ${count(total)}.`).waitFor();
    await page.page.keyboard.press('Escape');
  });

  test('the place survives opening, resizing, a new window and a crash of the host', { timeout }, async ({
    page,
    workbench,
  }) => {
    const at = Math.floor(scaleRows / 2);
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open(scaleCorpus, { at: String(at + 1) });
    await soon(() => corpus.cursorItem()).toBe(at);
    const words = await soonText(corpus, at);
    for (const size of [
      { width: 1024, height: 640 },
      { width: 1900, height: 1000 },
      { width: 1440, height: 900 },
    ]) {
      await page.page.setViewportSize(size);
      await soon(() => corpus.cursorIsOnScreen()).toBe(true);
      expect(await corpus.cursorItem()).toBe(at);
    }
    await page.page.getByRole('radio', { name: 'List' }).check({ force: true });
    await soon(() => corpus.cursorIsOnScreen()).toBe(true);
    await page.page.reload();
    await soon(() => corpus.cursorItem()).toBe(at);
    expect(await page.page.getByRole('radio', { name: 'List' }).isChecked()).toBe(true);
    await page.page.getByRole('radio', { name: 'Grid' }).check({ force: true });

    await workbench.crash();
    await workbench.startAgain();
    // A fresh window, without any place in its address.
    await page.open();
    await soon(() => corpus.cursorItem()).toBe(at);
    expect(await soonText(corpus, at)).toBe(words);
    page.problems.length = 0; // The lost connection was ours.
  });

  test('ranges reach over rows that were never seen; all that match are changed as one step', {
    timeout,
  }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open(scaleCorpus);
    await corpus.item(3).getByRole('paragraph').first().waitFor();
    await corpus.item(3).click({ modifiers: ['Control'] });
    await corpus.selection.getByText('1 selected').waitFor();
    await corpus.grid.focus();
    await page.goTo(`#/corpus/${scaleCorpus}?at=4`);
    await keyboard.press('Shift+PageDown');
    await soon(async () => selectedCount(await corpus.selection.innerText())).toBeGreaterThan(10);
    await keyboard.press('Escape');

    await corpus.item(3).click({ modifiers: ['Control'] });
    const rail = await page.page.getByRole('scrollbar', { name: 'Position in Figures' }).boundingBox();
    if (!rail) throw new Error('There is no rail.');
    await page.page.mouse.click(rail.x + 6, rail.y + rail.height * 0.15);
    await soon(async () => Math.min(...(await corpus.drawnItems()))).toBeGreaterThan(scaleRows / 20);
    const far = (await corpus.drawnItems()).at(-20) ?? 0;
    await corpus.item(far).getByRole('paragraph').first().waitFor();
    await corpus.item(far).click({ modifiers: ['Shift'] });
    await corpus.selection.getByText(`${count(far - 2)} selected`).waitFor();

    await keyboard.press('Control+a');
    await corpus.selection.getByText(`${count(scaleRows)} selected`).waitFor();
    await corpus.selection.getByText('all that match').waitFor();
    await keyboard.press('Escape');

    await corpus.open(scaleCorpus, { filter: 'split:test license:CC0' });
    await soon(() => corpus.total()).toBeLessThan(scaleRows / 5);
    const some = await corpus.total();
    await corpus.item(0).getByRole('paragraph').first().waitFor();
    await corpus.item(0).click({ modifiers: ['Control'] });
    await keyboard.press('Control+a');
    await corpus.selection.getByText(`${count(some)} selected`).waitFor();
    // One of them is taken out again.
    await corpus.item(1).click({ modifiers: ['Control'] });
    await corpus.selection.getByText('all that match but 1').waitFor();
    await corpus.grid.focus();
    await keyboard.press('t');
    await keyboard.type('reviewed');
    await keyboard.press('Enter');
    await page.page
      .getByText(`Tag reviewed added to ${some - 1 === 1 ? 'figure' : `${count(some - 1)} figures`}`)
      .waitFor();
    await soon(
      async () => (await corpus.facetCounts('Tag')).find(({ value }) => value === 'reviewed')?.count,
    ).toBe(some - 1);
    await keyboard.press('Escape');
    await keyboard.press('Control+z');
    await page.page.getByText('Undone: Tag reviewed').waitFor();
  });

  test('the query is written by keyboard alone, left out by facet, saved and found again', {
    timeout,
  }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open(scaleCorpus);
    await corpus.item(0).getByRole('paragraph').first().waitFor();
    await keyboard.press('/');
    await keyboard.type('lice');
    await page.page.getByRole('option', { name: /^license:/ }).waitFor();
    await keyboard.press('Tab');
    expect(await corpus.search.inputValue()).toBe('license:');
    await keyboard.type('cc-by-n');
    const option = page.page.getByRole('option').first();
    await soon(() => option.innerText()).toMatch(/^CC-BY-N/);
    const offered = await option.innerText();
    const expected = Number(/([\d,]+)\s*$/.exec(offered)?.[1]?.replaceAll(',', ''));
    await keyboard.press('ArrowDown');
    expect(await corpus.search.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await expectGoodAppearance(page, 'corpus-completion');
    await keyboard.press('Enter');
    await soon(() => corpus.total()).toBe(expected);
    expect(await corpus.search.inputValue()).toBe('');

    await keyboard.type('split:nowhere');
    await keyboard.press('Enter');
    const alert = page.page.getByRole('alert').filter({ hasText: 'split' });
    expect(await alert.locator('u').innerText()).toBe('nowhere');
    await keyboard.press('Escape');
    await corpus.search.fill('');
    await keyboard.press('Escape');

    const [dev] = (await corpus.facetCounts('Split')).filter(({ value }) => value === 'Dev');
    await corpus.facet('Dev').focus();
    await keyboard.press('-');
    await soon(() => corpus.total()).toBe(expected - (dev?.count ?? 0));
    await keyboard.press('Control+s');
    const dialog = page.page.getByRole('dialog', { name: 'Save this query' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Without dev');
    await keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const wanted = await corpus.total();
    await page.page.getByRole('button', { name: 'Clear all' }).click();
    await soon(() => corpus.total()).toBe(scaleRows);
    await page.page.goBack();
    await soon(() => corpus.total()).toBe(wanted);
    await page.page.goForward();
    await soon(() => corpus.total()).toBe(scaleRows);
    await page.command('Open Without dev');
    await soon(() => corpus.total()).toBe(wanted);

    await page.page.getByRole('button', { name: /^Saved queries/ }).click();
    await page.page.getByRole('menuitem', { name: 'Rename or delete…' }).click();
    await page.page.getByRole('button', { name: 'Delete Without dev' }).click();
    await page.page.getByText('No query of this corpus is saved.').waitFor();
    await keyboard.press('Escape');
    await page.page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.page.getByText('Query “Without dev” is back').waitFor();
  });

  test('a link from a figure leaves the way back behind', { timeout }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open(scaleCorpus, { filter: 'license:CC0', at: '101' });
    await soon(() => corpus.cursorItem()).toBe(100);
    const total = await corpus.total();
    await corpus.item(100).getByRole('paragraph').first().waitFor();
    await corpus.grid.focus();
    await keyboard.press('m');
    const back = page.page.getByRole('link', { name: `Back to ${count(total)} of license:CC0` });
    await back.click();
    await soon(() => corpus.cursorItem()).toBe(100);
    await back.waitFor({ state: 'detached' });
    // There are no vectors to search with; that is not what this is about.
    page.problems.length = 0;
  });
});

async function query(home: string, ...args: readonly string[]): Promise<{ readonly rows: readonly Row[] }> {
  // The answer of our own command line.
  return (await figscope(home, 'query', scaleCorpus, ...args)) as { rows: Row[] };
}

async function soonText(corpus: CorpusPage, item: number): Promise<string> {
  await corpus.item(item).getByRole('paragraph').first().waitFor();
  return corpus.item(item).getByRole('paragraph').first().innerText();
}

const selectedCount = (text: string): number =>
  Number(/([\d,]+) selected/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
