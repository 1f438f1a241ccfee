/** Articles from a server of PMC's layout that misbehaves; images that stay there, also while nobody answers. */
import { type PmcServer, startPmcServer } from '../../main/dev/test-pmc-server.ts';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test as plainTest } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import { ImportPage } from '../pages/import-page.ts';

const timeout = 4 * patienceMs;

const test = plainTest.extend<{ readonly pmc: PmcServer }>({
  pmc: [
    // oxlint-disable-next-line no-empty-pattern -- vitest wants a destructured parameter.
    async ({}, use) => {
      await using pmc = await startPmcServer(4);
      await use(pmc);
    },
    { scope: 'file' },
  ],
});

suite("importing from PMC's data set", () => {
  test('takes what was selected from a server that cuts, lies and forgets', { timeout }, async ({
    page,
    pmc,
  }) => {
    const server = pmc.server();
    server.misbehave('PMC101.1/PMC101.1.xml', { kind: 'status', status: 503 });
    server.misbehave('PMC102.1/PMC102.1.xml', { kind: 'cut', afterBytes: 100 });
    server.misbehave('PMC102.1/PMC102-g001.jpg', { kind: 'wrong bytes' });
    for (let time = 0; time < 20; time++) {
      server.misbehave('PMC103.1/PMC103-g002.jpg', { kind: 'status', status: 404 });
    }
    await page.open();
    const imports = new ImportPage(page);
    await imports.open();
    await imports.chooseDataSet('htp://nowhere');
    await imports.dialog.getByRole('textbox', { name: 'Articles at most' }).fill('none');
    await imports.dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await imports.dialog.getByText('A whole number from 1').waitFor();
    expect(await imports.dialog.getByRole('alert').count()).toBe(2);

    await imports.dataSet.fill(pmc.url);
    await imports.dialog.getByRole('textbox', { name: 'Articles at most' }).fill('3');
    await imports.dialog.getByRole('checkbox', { name: 'CC-BY', exact: true }).check();
    await imports.dialog.getByText(`figscope import ${pmc.url}`).waitFor();
    await expectGoodAppearance(page, 'import-data-set');
    const verdict = await imports.run(patienceMs);
    expect(verdict).toContain('Done, with 1 item left out');
    expect(verdict).toMatch(/5 figures of 3 articles added/);

    await imports.dialog.getByRole('button', { name: 'Show the report' }).click();
    await imports.summary.getByText('5 figures added to pmc').waitFor();
    await expectGoodAppearance(page, 'import-data-set-report');
    expect((await imports.counts())['All reasons']).toBe(1);
    // Nothing but what the figures ask for was fetched.
    expect(server.keys().filter((key) => /xlsx|\.txt$|PMC104/.test(key) && !key.includes('hive'))).toEqual(
      [],
    );
    await page.goTo('#/corpus/pmc');
    const corpus = new CorpusPage(page);
    await soon(() => corpus.total()).toBe(5);
    await corpus.allThumbnails();
  });

  test('images that stay on a server say when it cannot be reached, and come when it can', {
    timeout,
  }, async ({ page, pmc }) => {
    await page.open();
    const imports = new ImportPage(page);
    await imports.open();
    await imports.chooseDataSet(pmc.url);
    await imports.corpus.fill('lazy');
    await imports.dialog.getByRole('radio', { name: 'Leave them on the server' }).check({ force: true });
    expect(await imports.run(patienceMs)).toContain('8 figures of 4 articles added');
    await pmc.close();
    await imports.dialog.getByRole('button', { name: 'Open lazy' }).click();

    const corpus = new CorpusPage(page);
    await soon(() => corpus.total()).toBe(8);
    const again = corpus.grid.getByRole('button', { name: 'Try again' });
    await soon(() => again.count(), { timeout: 2 * patienceMs }).toBeGreaterThan(0);
    await soon(() => corpus.card(0).innerText()).toMatch(/reached|answer/);
    await expectGoodAppearance(page, 'corpus-unreachable');
    // Captions are there all the same.
    expect(await corpus.card(0).innerText()).toContain('Figure 1 of PMC101.');

    await pmc.openAgain();
    // For a moment after a failure a server is left alone: a person presses again.
    await soon(async () => {
      if ((await again.count()) > 0) await again.first().click();
      return (await corpus.thumbnails()).loaded;
    }).toBe(8);
    // The browser logs images that failed; they are what this is about.
    page.problems.length = 0;
  });
});
