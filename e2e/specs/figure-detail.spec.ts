/** One figure in every detail, and two beside each other. */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import type { WorkbenchPage } from '../pages/workbench-page.ts';

const timeout = 5 * patienceMs;

const zoomOf = async (page: WorkbenchPage, viewer = 0): Promise<number> =>
  Number.parseInt(
    await page.page
      .getByRole('region', { name: 'Image tools' })
      .nth(viewer)
      .locator('span')
      .first()
      .innerText(),
    10,
  );

suite('a figure in detail', () => {
  test('zoom and pan by wheel, by keys and pixel for pixel', { timeout }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '7' });
    await corpus.caption.waitFor();
    const fitted = await zoomOf(page);
    await keyboard.press('+');
    await soon(() => zoomOf(page)).toBeGreaterThan(fitted);
    await keyboard.press('1');
    await soon(() => zoomOf(page)).toBe(100);
    await keyboard.press('0');
    await soon(() => zoomOf(page)).toBe(fitted);
    const stage = corpus.detail.getByRole('group', { name: /^Image, / });
    const box = await stage.boundingBox();
    if (!box) throw new Error('There is no image.');
    await page.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.page.mouse.wheel(0, -900);
    await soon(() => zoomOf(page)).toBeGreaterThan(4 * fitted);
    // With the focus on the image the arrows move it; elsewhere they go to the next figure.
    const image = corpus.detail.getByRole('img').first();
    const left = async () => (await image.boundingBox())?.x ?? 0;
    const before = await left();
    await stage.focus();
    await keyboard.press('ArrowRight');
    await soon(left).toBeLessThan(before);
    expect(page.page.url()).toContain('figure=7');
    await keyboard.press('0');
    await stage.blur();
    await keyboard.press('ArrowRight');
    await soon(() => page.page.url()).not.toContain('figure=7');
  });

  test('where models stop reading a caption', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '8' });
    await corpus.caption.waitFor();
    const words = 'The mediastinum is displaced and the left lung has collapsed. ';
    await corpus.writeCaption(words.repeat(40).trim());
    const lines = corpus.detail.getByRole('separator');
    await soon(() => lines.count()).toBe(2);
    expect(await lines.first().getAttribute('aria-label')).toBe('Here a context of 64 tokens ends');
    expect(await lines.last().getAttribute('aria-label')).toBe('Here a context of 256 tokens ends');
    await corpus.detail.getByText(/tokens; what follows the line .*256 never sees\.$/).waitFor();
    // The lines are no part of the text.
    expect(await corpus.caption.textContent()).toContain(words.repeat(40).trim());
    await expectGoodAppearance(page, 'detail-tokens');
  });

  test('its citations, its neighbours and the way to them', { timeout }, async ({ page }) => {
    await page.open();
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '11' });
    await corpus.tab('In the text').click();
    const cited = corpus.detail.getByRole('tabpanel').locator('mark');
    expect(await cited.first().innerText()).toMatch(/^Fig/);
    await expectGoodAppearance(page, 'detail-citations');
    await corpus.tab('Neighbours').click();
    const neighbours = corpus.detail.getByRole('list', { name: 'Neighbours' });
    await neighbours.waitFor({ timeout: 4 * patienceMs });
    expect(await neighbours.getByRole('listitem').count()).toBe(12);
    await corpus.detail.getByText(/exact within 1,199/).waitFor();
    await soon(() => neighbours.locator('img[data-loaded]').count()).toBe(12);
    await expectGoodAppearance(page, 'detail-neighbours');
    await page.page.getByRole('radio', { name: 'By caption' }).check();
    await soon(() => neighbours.getByRole('listitem').count()).toBe(12);
    await neighbours.getByRole('button').first().click();
    await soon(() => page.page.url()).not.toContain('figure=11');
  });

  test('two figures beside each other', { timeout }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    await page.goTo('#/compare/sample?a=11&b=20');
    const view = page.page.getByRole('region', { name: 'Compare' });
    const side = (name: string) => view.getByRole('region', { name: `Figure ${name}` });
    await view.getByRole('list', { name: 'Cosines' }).waitFor({ timeout: 4 * patienceMs });
    expect(await view.getByRole('list', { name: 'Cosines' }).innerText()).toMatch(/^[−.\d]+\s+images/);
    expect(await view.getByRole('row', { name: /^Split/ }).count()).toBe(1);
    await soon(() => side('B').getByRole('img').count()).toBeGreaterThan(0);
    await view.getByRole('region', { name: 'Candidates' }).waitFor();
    await expectGoodAppearance(page, 'compare');
    // One zoom for both, until they are set apart.
    await keyboard.press('+');
    await keyboard.press('+');
    const together = [await zoomOf(page, 0), await zoomOf(page, 1)];
    await keyboard.press('l');
    await keyboard.press('0');
    await soon(() => zoomOf(page, 1)).toBeLessThan(together[1] ?? 0);
    expect(await zoomOf(page, 0)).toBe(together[0]);
    await keyboard.press('l');
    await keyboard.press('s');
    await soon(() => page.page.url()).toContain('a=20&b=11');
    await side('B').getByRole('textbox').fill('SAMPLE0001/nothing');
    await keyboard.press('Enter');
    await page.page.getByText('Not replaced').waitFor();
    await side('B').getByRole('textbox').fill('3');
    await keyboard.press('Enter');
    await soon(() => page.page.url()).toContain('b=3');
    // Press a candidate, or drag it over a side.
    const candidate = view.getByRole('region', { name: 'Candidates' }).getByRole('button').nth(2);
    await candidate.dragTo(side('A'));
    await soon(() => page.page.url()).not.toContain('a=20');
  });
});
