/** Real articles in the grid: their pictures, their words, the article of a figure and the way back. */
import { sharedPath } from '../../main/dev/shared.ts';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { figscope } from '../fixtures/scale-workbench.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';

const timeout = 4 * patienceMs;
const articles = sharedPath('data/pmc/articles');
const corpusName = 'articles';

suite('browsing real articles', () => {
  test.skipIf(!articles)(
    'shows their figures and finds their words',
    { timeout },
    async ({ page, workbench }) => {
      await figscope(workbench.home, 'import', articles ?? '', '--corpus', corpusName);
      const stats = Object(await figscope(workbench.home, 'corpus', 'stats', corpusName));
      await page.open();
      const corpus = new CorpusPage(page);
      await corpus.open(corpusName);
      await soon(() => corpus.total()).toBe(stats.figures);
      await corpus.allThumbnails();
      const { drawn } = await corpus.thumbnails();
      expect(drawn).toBeGreaterThan(12);
      await expectGoodAppearance(page, 'corpus-articles');

      // Every figure is reached, to the last one.
      await corpus.grid.focus();
      await page.page.keyboard.press('End');
      await soon(() => corpus.cursorItem()).toBe(stats.figures - 1);
      await corpus.allThumbnails();

      const byLicence = await corpus.facetCounts('Licence');
      expect(byLicence.reduce((sum, { count }) => sum + count, 0)).toBe(stats.figures);
      await page.page.keyboard.press('/');
      await page.page.keyboard.type('cells');
      await soon(() => corpus.total()).toBeLessThan(stats.figures);
      await soon(async () => (await corpus.marked()).length).toBeGreaterThan(0);
    },
  );

  test.skipIf(!articles)(
    'a figure leads to its article, and back to where it was',
    { timeout },
    async ({ page }) => {
      await page.open();
      const corpus = new CorpusPage(page);
      await corpus.open(corpusName, { q: 'cells' });
      await corpus.item(0).getByRole('paragraph').first().waitFor();
      const total = await corpus.total();
      await corpus.item(0).click();
      await corpus.caption.waitFor();
      const name = await corpus.detail.getByRole('heading').first().innerText();
      const article = name.split(' / ')[0] ?? '';
      await page.goTo(`#/corpus/${corpusName}?filter=article%3A${encodeURIComponent(article)}`);
      await soon(() => corpus.total()).not.toBe(total);
      await page.page.getByRole('link', { name: `Back to ${total} of “cells”` }).click();
      await soon(() => corpus.total()).toBe(total);
      await corpus.caption.waitFor();
    },
  );
});
