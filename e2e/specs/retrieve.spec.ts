/** Journey 5: ask with words, images and figures; see where the right answer came; measure a model. */
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import { RetrievePage, type ShownHit } from '../pages/retrieve-page.ts';

const timeout = 5 * patienceMs;
/** The sample is embedded when it is searched for the first time. */
const embedding = { timeout: 4 * patienceMs };

function expectRanked(hits: readonly ShownHit[]): void {
  expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1));
  const cosines = hits.map(({ cosine }) => cosine);
  expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
  expect(cosines.every((cosine) => cosine <= 1 && cosine >= -1)).toBe(true);
}

suite('retrieving', () => {
  test('words find images', { timeout }, async ({ page }) => {
    await page.open();
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
    const retrieve = new RetrievePage(page);
    await retrieve.open();
    await page.page.getByText('Search by meaning').waitFor();
    await expectGoodAppearance(page, 'retrieve-empty');
    // In the words of the captions that the small model has learnt from.
    await retrieve.search(
      'Chest radiograph with two round nodules in the right lower lobe and a normal heart size.',
    );
    await soon(async () => (await retrieve.shown()).length, embedding).toBe(50);
    await retrieve.view.getByText('exact', { exact: true }).waitFor();
    await retrieve.view.getByText('pool 1,200').waitFor();
    const hits = await retrieve.shown();
    expectRanked(hits);
    const chest = /chest (radiograph|x-ray)/i;
    expect(hits[0]?.caption).toMatch(chest);
    // By chance there would be one at most: 5% of the sample are radiographs.
    expect(hits.slice(0, 10).filter(({ caption }) => chest.test(caption)).length).toBeGreaterThan(4);
    await soon(async () => {
      const { drawn, loaded } = await retrieve.pictures();
      return drawn > 5 && loaded === drawn;
    }).toBe(true);
    expect(await page.statusBar.locator('code').innerText()).toMatch(
      /figscope search sample --text 'Chest radiograph .*' --direction text-image/,
    );
    await expectGoodAppearance(page, 'retrieve-text');
  });

  test('a dropped image finds itself', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '11' });
    await corpus.caption.waitFor();
    const caption = (await corpus.caption.innerText()).replace(/^Figure \d+ /, '');
    const source = await corpus.detail.getByRole('img').first().getAttribute('src');
    const image = await page.page.request.get(new URL(source ?? '', page.page.url()).href);
    const retrieve = new RetrievePage(page);
    await retrieve.open();
    await retrieve.dropImage({ name: 'my-figure.png', bytes: await image.body() });
    await retrieve.view.getByText('Query is the image my-figure.png.').waitFor();
    await soon(async () => (await retrieve.shown()).length, embedding).toBe(50);
    const hits = await retrieve.shown();
    expectRanked(hits);
    expect(hits[0]?.cosine).toBeGreaterThan(0.99);
    expect(hits[0]?.caption).toBe(caption);
    await retrieve.choose('Image → text');
    await soon(async () => (await retrieve.shown())[0]?.cosine, embedding).not.toBe(hits[0]?.cosine);
    expectRanked(await retrieve.shown());
    await expectGoodAppearance(page, 'retrieve-image');
  });

  test('a figure of the corpus finds others, and its own caption', { timeout }, async ({ page }) => {
    await page.open();
    const corpus = new CorpusPage(page);
    await corpus.open('sample', { figure: '11' });
    await corpus.detail.getByRole('button', { name: 'More like this' }).click();
    const retrieve = new RetrievePage(page);
    await retrieve.view.getByText(/^Query is SAMPLE\d+ \/ /).waitFor();
    await soon(async () => (await retrieve.shown()).length, embedding).toBe(50);
    await retrieve.choose('Image → text');
    await retrieve.view.getByText('rank of the true pair').waitFor();
    const rank = Number(/([\d,]+)\s+rank of the true pair/.exec(await retrieve.view.innerText())?.[1]);
    expect(rank).toBeGreaterThanOrEqual(1);
    expect(rank).toBeLessThan(300);
    const marked = retrieve.hits.getByRole('listitem').filter({ hasText: 'true pair' });
    if (rank <= 50) expect(await marked.innerText()).toMatch(new RegExp(`^${rank}\\b`));
    await expectGoodAppearance(page, 'retrieve-pair');
    // The address leads to the same answer.
    await page.page.reload();
    await retrieve.view.getByText('rank of the true pair').waitFor();
  });

  test('words, meaning, or both', { timeout }, async ({ page }) => {
    await page.open();
    const retrieve = new RetrievePage(page);
    await retrieve.open();
    await retrieve.search('western blot');
    await soon(async () => (await retrieve.shown()).length, embedding).toBe(50);
    await page.page.getByRole('radio', { name: 'Words' }).check();
    await retrieve.hits.getByText('words', { exact: true }).first().waitFor();
    const lexical = await retrieve.shown();
    for (const { caption } of lexical.slice(0, 5)) expect(caption).toMatch(/western blot/i);
    await page.page.getByRole('radio', { name: 'Both' }).check();
    await retrieve.hits.getByText('words and meaning').first().waitFor();
    await expectGoodAppearance(page, 'retrieve-both');
  });

  test('the recall of a model over the test split', { timeout }, async ({ page }) => {
    await page.open();
    const retrieve = new RetrievePage(page);
    await retrieve.open();
    await retrieve.recall.getByRole('button', { name: /^Measure / }).click();
    await retrieve.recall.getByText(/^pool 1\d\d, test split$/).waitFor(embedding);
    const rows = await retrieve.recall.getByRole('row').allInnerTexts();
    expect(rows).toHaveLength(3);
    for (const row of rows.slice(1)) {
      const [r1 = 0, r5 = 0, r10 = 0] = [...row.matchAll(/\d+\.\d(?!\d)/g)].map(([share]) => Number(share));
      expect(r1).toBeGreaterThan(0);
      expect(r5).toBeGreaterThanOrEqual(r1);
      expect(r10).toBeGreaterThanOrEqual(r5);
    }
    expect(rows[1]).toMatch(/\.\d{3}$/);
    const worst = retrieve.recall.getByRole('listitem');
    expect(await worst.count()).toBeGreaterThan(3);
    await expectGoodAppearance(page, 'retrieve-recall');
    await worst.first().getByRole('button').click();
    await retrieve.view.getByText('rank of the true pair').waitFor();
  });
});
