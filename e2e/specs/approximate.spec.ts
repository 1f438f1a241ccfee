/** Searches answered by an index: they say so, how many of the true neighbours they expect, and can be checked. */
import { join } from 'node:path';
import { indexEmbeddings } from '../../main/dev/test-index.ts';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { startRestartableWorkbench } from '../fixtures/restartable-workbench.ts';
import { figscope } from '../fixtures/scale-workbench.ts';
import { expect, suite, test as plainTest } from '../fixtures/suite.ts';
import { RetrievePage } from '../pages/retrieve-page.ts';

/** With fewer rows each is compared, which is exact. */
const rows = '26000';

const test = plainTest.extend({
  workbench: [
    // oxlint-disable-next-line no-empty-pattern -- vitest wants a destructured parameter.
    async ({}, use) => {
      await using workbench = await startRestartableWorkbench(async (home) => {
        await figscope(home, 'corpus', 'synth', 'vectors', '--rows', rows, '--vectors', '8');
        await indexEmbeddings(join(home, 'corpora', 'vectors'));
      });
      await use(workbench);
    },
    { scope: 'file' },
  ],
});

suite('an approximate search', () => {
  test('says so with its expected recall, and is checked against everything', {
    timeout: 3 * patienceMs,
  }, async ({ page }) => {
    await page.open();
    const retrieve = new RetrievePage(page);
    await page.goTo('#/retrieve/vectors?like=5&direction=image-image&copies=apart');
    await soon(async () => (await retrieve.shown()).length).toBeGreaterThan(5);
    await retrieve.view.getByText(/^approximate, recall@10+ about (?:0?\.\d+|1\.0+)$/).waitFor();
    await expectGoodAppearance(page, 'search-approximate');

    await retrieve.view.getByRole('button', { name: 'Re-check exactly' }).click();
    await retrieve.view.getByText('exact', { exact: true }).waitFor();
    await retrieve.view.getByText(/^[\d,]+ of [\d,]+ were in the approximate answer$/).waitFor();
    expect(page.page.url()).toContain('exact=1');
    await retrieve.view.getByRole('button', { name: 'Let the index answer' }).click();
    await retrieve.view.getByText(/^approximate, recall@/).waitFor();
  });
});
