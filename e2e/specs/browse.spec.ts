/** Journey 1: a fresh home gets its sample corpus; find figures, look at them, curate them, and lose nothing. */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { restartableTest as test } from '../fixtures/restartable-workbench.ts';
import { expect, suite } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';

const figures = 1200;
const timeout = 3 * patienceMs;

suite('browsing and curating the sample corpus', () => {
  test('the first start draws it while the window is open', { timeout }, async ({ page }) => {
    await page.open();
    await page.page.getByRole('progressbar', { name: 'Making the sample corpus' }).waitFor();
    await expectGoodAppearance(page, 'first-run');
    const corpus = new CorpusPage(page);
    await soon(() => corpus.grid.isVisible()).toBe(true);
    await soon(() => corpus.total(), { timeout: 2 * patienceMs }).toBe(figures);
    await page.statusBar.getByText('No jobs running').waitFor();
    await page.choose('Jobs');
    const job = page.page.getByRole('article', { name: 'Draw the sample corpus' });
    expect(await job.textContent()).toMatch(/1,200/);
  });

  test('the grid shows a thumbnail for every figure on screen', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    await corpus.allThumbnails();
    expect((await corpus.thumbnails()).drawn).toBeGreaterThanOrEqual(12);
    await expectGoodAppearance(page, 'corpus');
  });

  test('a filter changes the total, and the address keeps it', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    const before = await corpus.facetCounts('Modality');
    const [first, second] = before;
    if (!first || !second) throw new Error('The sample has fewer than two modalities.');
    await corpus.facet(first.value).check();
    await soon(() => corpus.total()).toBe(first.count);
    // The counts of a facet leave its own filter out.
    expect(await corpus.facetCounts('Modality')).toEqual(before);
    await corpus.facet(second.value).check();
    await soon(() => corpus.total()).toBe(first.count + second.count);
    await page.page.reload();
    await soon(() => corpus.total()).toBe(first.count + second.count);
    expect(await corpus.facet(second.value).isChecked()).toBe(true);
    await page.page.getByRole('button', { name: 'Clear all' }).click();
    await soon(() => corpus.total()).toBe(figures);
  });

  test('words are found in captions and marked', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    await page.page.keyboard.press('/');
    // At a pace where every letter is searched for while the next one is typed: none may get lost.
    await page.page.keyboard.type('western blot', { delay: 230 });
    expect(await corpus.search.inputValue()).toBe('western blot');
    await soon(() => corpus.total()).toBeLessThan(figures);
    await soon(async () => (await corpus.marked()).length).toBeGreaterThan(5);
    // For a moment the words of the search before are still marked; the end of a card may cut a word.
    await soon(async () => (await corpus.marked()).filter((word) => !/^(western|blo)/i.test(word))).toEqual(
      [],
    );
    await corpus.allThumbnails();
    await expectGoodAppearance(page, 'corpus-search');
    await page.page.getByRole('button', { name: 'Clear the query' }).click();
    await corpus.search.fill('no caption has these words');
    await page.page.getByText('No figure matches').waitFor();
  });

  test('every figure is reached by keys', { timeout }, async ({ page }) => {
    const { keyboard } = page.page;
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    await corpus.card(3).waitFor();
    for (const key of ['j', 'j', 'j', 'k']) await keyboard.press(key);
    await soon(() => corpus.cursor()).toBe(2);
    await keyboard.press('Space');
    await corpus.preview.getByText('3 of 1,200').waitFor();
    await keyboard.press('j');
    await corpus.preview.getByText('4 of 1,200').waitFor();
    await expectGoodAppearance(page, 'corpus-preview');
    await keyboard.press('Space');
    await corpus.preview.waitFor({ state: 'detached' });
    await keyboard.press('Enter');
    await corpus.detail.getByText('4 of 1,200').waitFor();
    await keyboard.press('j');
    await corpus.detail.getByText('5 of 1,200').waitFor();
    await keyboard.press('Escape');
    await corpus.detail.waitFor({ state: 'detached' });
    await keyboard.press('x');
    const selection = page.page.getByRole('region', { name: 'Selection' });
    await selection.getByText('1 selected').waitFor();
    await keyboard.press('Control+a');
    await selection.getByText('1,200 selected').waitFor();
    await keyboard.press('Escape');
    await selection.waitFor({ state: 'detached' });
  });

  test('an open figure tells all that is known of it', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample');
    await corpus.card(0).click();
    await corpus.caption.waitFor();
    const image = corpus.detail.getByRole('img', { name: 'Figure 1' });
    await soon(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBeGreaterThan(200);
    expect((await corpus.caption.innerText()).length).toBeGreaterThan(40);
    expect((await corpus.fact('Article').innerText()).length).toBeGreaterThan(10);
    expect(await corpus.fact('Journal').innerText()).toMatch(/, (19|20)\d\d$/);
    expect(await corpus.fact('Licence').innerText()).toMatch(/^CC/);
    expect(await corpus.fact('Split').innerText()).toMatch(/^(train|dev|test)$/);
    await corpus.tab('In the text').click();
    const mentions = corpus.detail.getByRole('tabpanel').getByRole('listitem');
    expect(await mentions.count()).toBeGreaterThan(0);
    expect(await mentions.first().innerText()).toMatch(/Fig/);
    await corpus.tab('Caption').click();
    await expectGoodAppearance(page, 'detail');
  });

  test('edits are saved, can be undone, and survive a crash', { timeout }, async ({ page, workbench }) => {
    const { keyboard } = page.page;
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '7' });
    await corpus.caption.waitFor();
    const published = await corpus.caption.innerText();
    const saved = page.statusBar.getByText(/Saved \d\d:\d\d:\d\d/);

    await corpus.writeCaption('A caption that somebody corrected.');
    await soon(() => corpus.caption.innerText()).toMatch(/A caption that somebody corrected\.$/);
    await saved.waitFor();
    await keyboard.press('a');
    await soon(() => corpus.fact('Status').innerText()).toMatch(/^accepted/);
    await corpus.addTag('second look');
    await soon(() => corpus.fact('Tags').innerText()).toContain('second look');
    await corpus.tab('History', 3).click();
    await expectGoodAppearance(page, 'detail-history');
    await corpus.tab('Caption').click();

    await keyboard.press('Control+z');
    await soon(() => corpus.fact('Tags').innerText()).not.toContain('second look');
    await keyboard.press('Control+z');
    await soon(() => corpus.fact('Status').innerText()).toMatch(/^pending/);
    await keyboard.press('Control+Shift+z');
    await soon(() => corpus.fact('Status').innerText()).toMatch(/^accepted/);

    await workbench.crash();
    await workbench.startAgain();
    await page.open();
    await corpus.open('sample', { figure: '7' });
    await soon(() => corpus.caption.innerText()).toMatch(/A caption that somebody corrected\.$/);
    expect(await corpus.fact('Status').innerText()).toMatch(/^accepted/);
    // The steps can still be taken back, one by one, to the text of the publisher.
    await keyboard.press('Control+z');
    await soon(() => corpus.fact('Status').innerText()).toMatch(/^pending/);
    await keyboard.press('Control+z');
    await soon(() => corpus.caption.innerText()).toBe(published);
    page.problems.length = 0; // The lost connection was ours.
  });
});
