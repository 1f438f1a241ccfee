/** Journey 2: bring figures in, see what was left out and why, and lose nothing by doing it twice. */
import sharp from 'sharp';
import { sharedPath } from '../../main/dev/shared.ts';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import { dropFiles, type FileToDrop, textFile } from '../pages/dropped-files.ts';
import { ImportPage } from '../pages/import-page.ts';

const timeout = 4 * patienceMs;
const articles = sharedPath('data/pmc/articles');

async function picture(name: string, background: string): Promise<FileToDrop> {
  const image = sharp({ create: { width: 96, height: 64, channels: 3, background } });
  return { name, bytes: await image.toFormat(name.endsWith('.png') ? 'png' : 'jpeg').toBuffer() };
}

/** Three good rows; a missing file, a broken file and an empty caption. */
const tableWithFaults = async (): Promise<readonly FileToDrop[]> => [
  textFile(
    'figures.csv',
    [
      'image,caption',
      'red.png,"A red rectangle, seen from above."',
      'green.png,A green rectangle.',
      'blue.jpg,A blue rectangle.',
      'gone.png,A rectangle that nobody kept.',
      'broken.png,A rectangle that was cut short.',
      'grey.png,',
    ].join('\n'),
  ),
  await picture('red.png', '#c33'),
  await picture('green.png', '#3c3'),
  await picture('blue.jpg', '#33c'),
  await picture('grey.png', '#888'),
  textFile('broken.png', 'This is not a picture.'),
];

suite('importing', () => {
  test('a dropped table with its images', { timeout }, async ({ page }) => {
    await page.open();
    const imports = new ImportPage(page);
    await dropFiles(page.page.getByRole('main'), await tableWithFaults());
    await imports.dialog.getByText('figures.csv and 5 more').waitFor();
    await imports.corpus.fill('colours');
    await expectGoodAppearance(page, 'import-dialog');
    const verdict = await imports.run(patienceMs);
    expect(verdict).toContain('Done, with 3 items left out');
    expect(verdict).toContain('3 figures');
    await expectGoodAppearance(page, 'import-done');

    await imports.dialog.getByRole('button', { name: 'Show the report' }).click();
    await imports.summary.getByText('3 figures added to colours').waitFor();
    expect(await imports.counts()).toEqual({
      'All reasons': 3,
      'Caption is empty': 1,
      'Image cannot be decoded': 1,
      'Image missing in the package': 1,
    });
    await expectGoodAppearance(page, 'import-report');
    await imports.reasons.getByRole('button', { name: /^Image missing/ }).click();
    const lines = imports.rejected.getByRole('gridcell');
    await soon(() => lines.count()).toBe(1);
    expect(await lines.first().innerText()).toContain('gone.png');
  });

  test('the same table again adds nothing', { timeout }, async ({ page }) => {
    await page.open();
    const imports = new ImportPage(page);
    await dropFiles(page.page.getByRole('main'), await tableWithFaults());
    await imports.corpus.fill('colours');
    const verdict = await imports.run(patienceMs);
    expect(verdict).toContain('0 figures');
    expect(verdict).toContain('3 were there already');
    await imports.dialog.getByRole('button', { name: 'Open colours' }).click();
    const corpus = new CorpusPage(page);
    await soon(() => corpus.total()).toBe(3);
    await corpus.allThumbnails();
  });

  test('what was typed wrongly is said beside its field', { timeout }, async ({ page }) => {
    await page.open();
    const imports = new ImportPage(page);
    await dropFiles(page.page.getByRole('main'), [textFile('figures.csv', 'image,caption\n')]);
    await imports.corpus.fill('No Such Name!');
    await imports.dialog.getByRole('textbox', { name: 'Shares' }).fill('0.9, 0.2, 0.1');
    await imports.dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await imports.dialog.getByRole('alert').first().waitFor();
    expect(await imports.dialog.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringContaining('lower-case letters'),
      'Parts add up to 1.2, not 1',
    ]);
    await expectGoodAppearance(page, 'import-problems');
  });

  test.skipIf(articles === undefined)('a folder of articles on the host', { timeout }, async ({ page }) => {
    await page.open();
    const imports = new ImportPage(page);
    await imports.open();
    await imports.chooseOnHost(articles ?? '');
    await expectGoodAppearance(page, 'import-host-browser');
    await imports.dialog.getByRole('button', { name: 'Use this folder' }).click();
    // A second attempt finds the corpus of the first.
    const name = `articles-${Date.now()}`;
    await imports.corpus.fill(name);
    const verdict = await imports.run(3 * patienceMs);
    const figures = Number(/([\d,]+) figures of (\d+) articles added/.exec(verdict)?.[1]);
    expect(figures).toBeGreaterThan(60);

    await imports.dialog.getByRole('button', { name: 'Show the report' }).click();
    await imports.summary.waitFor();
    const counts = await imports.counts();
    expect(counts['All reasons']).toBeGreaterThan(0);
    await expectGoodAppearance(page, 'import-report-articles');

    await imports.open();
    await imports.chooseOnHost(articles ?? '');
    await imports.dialog.getByRole('button', { name: 'Use this folder' }).click();
    await imports.corpus.fill(name);
    expect(await imports.run(3 * patienceMs)).toContain('0 figures');
    await imports.dialog.getByRole('button', { name: `Open ${name}` }).click();
    const corpus = new CorpusPage(page);
    await soon(() => corpus.total()).toBe(figures);
    await corpus.allThumbnails();
    await expectGoodAppearance(page, 'corpus-articles');
    await corpus.card(0).click();
    await corpus.caption.waitFor();
    expect(await corpus.fact('DOI').innerText()).toMatch(/^10\./);
    await expectGoodAppearance(page, 'detail-articles');
  });
});

if (articles === undefined) {
  process.stdout.write('SKIPPED: no shared data. Importing a folder of articles was NOT exercised.\n');
}
