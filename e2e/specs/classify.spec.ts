/** Journey 3: drop an image of any kind, say what it might be, read evidence and ranking. */
import { join } from 'node:path';
import sharp from 'sharp';
import { sharedPath } from '../../main/dev/shared.ts';
import { expectGoodAppearance } from '../fixtures/appearance.ts';
import { patienceMs, soon } from '../fixtures/poll.ts';
import { expect, suite, test } from '../fixtures/suite.ts';
import { ClassifyPage, type ShownScore } from '../pages/classify-page.ts';
import { CorpusPage } from '../pages/corpus-page.ts';
import { type FileToDrop, fileOnDisk } from '../pages/dropped-files.ts';
import type { WorkbenchPage } from '../pages/workbench-page.ts';

const timeout = 4 * patienceMs;
const dicom = sharedPath('data/dicom/ok');

/** A figure of the sample corpus, as a person would save it from the window. */
async function figureOf(view: WorkbenchPage, modality: string): Promise<Buffer> {
  const corpus = new CorpusPage(view);
  await corpus.open('sample', { filter: `modality:${modality}` });
  await soon(() => corpus.total()).toBeLessThan(1200);
  const shown = await corpus.card(0).locator('img').getAttribute('src');
  const address = new URL(shown ?? '', view.page.url());
  address.search = '';
  return (await view.page.request.get(address.href)).body();
}

/** The same figure in the formats that people have. */
async function inManyFormats(image: Buffer): Promise<readonly FileToDrop[]> {
  const grey16 = sharp(image).toColourspace('grey16');
  return [
    { name: 'figure.png', bytes: await sharp(image).png().toBuffer() },
    { name: 'figure.jpg', bytes: await sharp(image).jpeg({ quality: 92 }).toBuffer() },
    { name: 'figure.webp', bytes: await sharp(image).webp({ quality: 92 }).toBuffer() },
    { name: 'figure16.png', bytes: await grey16.clone().png().toBuffer() },
    { name: 'figure16.tiff', bytes: await grey16.clone().tiff({ compression: 'deflate' }).toBuffer() },
  ];
}

const percentOf = (scores: readonly ShownScore[]): number =>
  scores.reduce((sum, { softmax }) => sum + softmax, 0);

suite('classifying', () => {
  test('before anything is dropped', { timeout }, async ({ page }) => {
    await page.open();
    await page.choose('Classify');
    await page.page.getByText('No image yet').waitFor();
    await page.page.getByRole('combobox', { name: 'Model' }).getByText('sample-nano').waitFor();
    await expectGoodAppearance(page, 'classify-empty');
  });

  test('a figure in five formats is what it is', { timeout }, async ({ page }) => {
    await page.open();
    await page.statusBar.getByText('No jobs running').waitFor({ timeout: 2 * patienceMs });
    const image = await figureOf(page, 'mri');
    const classify = new ClassifyPage(page);
    await classify.open();
    // In the words of the captions that the small model has learnt from.
    const [right, ...wrong] = [
      'Axial T2-weighted MRI of the head',
      'Western blot with four lanes and three rows of bands',
      'Bar chart of body weight in seven groups',
    ];
    await classify.setLabels([right, ...wrong]);
    await classify.setTemplates(['{}']);
    await classify.drop(await inManyFormats(image));
    await page.page.getByText('5 files').waitFor();
    for (const [name, format] of [
      ['figure.png', 'PNG'],
      ['figure.jpg', 'JPEG'],
      ['figure.webp', 'WEBP'],
      ['figure16.png', 'PNG'],
      ['figure16.tiff', 'TIFF'],
    ] as const) {
      await classify
        .row(name)
        .getByText(new RegExp(`^${format} .* · ${right}`))
        .waitFor({ timeout: patienceMs });
    }
    await soon(() => classify.pictures()).toEqual({ drawn: 5, loaded: 5 });
    await classify.select('figure16.tiff');
    await classify.focus.getByText(/TIFF · \d+ × \d+ · 16 bit/).waitFor();
    await classify.focus.getByText('What the model sees').waitFor();
    await expectGoodAppearance(page, 'classify-formats');
  });

  test('other labels and templates give other results', { timeout }, async ({ page }) => {
    await page.open();
    const image = await figureOf(page, 'mri');
    const classify = new ClassifyPage(page);
    await classify.open();
    await classify.drop([{ name: 'figure.png', bytes: image }]);
    await soon(async () => (await classify.scores()).length).toBe(10);
    const before = await classify.scores();
    const cosines = before.map(({ cosine }) => cosine);
    expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
    for (const cosine of cosines) expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
    expect(percentOf(before)).toBeCloseTo(100, 0);
    await expectGoodAppearance(page, 'classify');

    const first = before[0]?.label ?? '';
    await classify.removeLabel(first);
    await soon(async () => (await classify.scores()).map(({ label }) => label)).toEqual(
      before.slice(1).map(({ label }) => label),
    );
    // The evidence is what it was; only the ranking among the labels is another.
    const without = await classify.scores();
    expect(without.map(({ cosine }) => cosine)).toEqual(cosines.slice(1));
    expect(percentOf(without)).toBeCloseTo(100, 0);
    // A pasted column adds every line.
    await classify.addLabel('kidney ultrasound, retinal photograph');
    await soon(async () => (await classify.scores()).length).toBe(11);

    await classify.setTemplates(['{} image', 'figure of {}']);
    await classify.results.getByText('mean of 2 templates').waitFor();
    await soon(async () => (await classify.scores())[0]?.cosine).not.toBe(without[0]?.cosine);
    await classify.results.getByRole('button', { name: 'Start over' }).click();
    await soon(() => classify.scores()).toEqual(before);
  });

  test.skipIf(dicom === undefined)(
    'DICOM, and what cannot be read is refused in words',
    { timeout },
    async ({ page }) => {
      await page.open();
      const classify = new ClassifyPage(page);
      await classify.open();
      const names = ['MR_small.dcm', 'OBXXXX1A_rle.dcm', 'SC_rgb_dcmtk_+eb+cr.dcm', 'JPEG2000.dcm'];
      await classify.drop(names.map((name) => fileOnDisk(join(dicom ?? '', name))));
      await page.page.getByText('4 files, 1 refused').waitFor({ timeout: patienceMs });
      for (const name of names.slice(0, 3)) {
        await classify
          .row(name)
          .getByText(/^DICOM \d+ × \d+ · /)
          .waitFor({ timeout: patienceMs });
      }
      await soon(() => classify.pictures()).toEqual({ drawn: 3, loaded: 3 });
      await classify.select('MR_small.dcm');
      await classify.focus.getByText('DICOM · 64 × 64 · 16 bit').waitFor();
      expect(await classify.scores()).toHaveLength(10);
      await expectGoodAppearance(page, 'classify-dicom');
      await classify.select('JPEG2000.dcm');
      await classify.focus.getByText('JPEG2000.dcm was refused').waitFor();
      await classify.focus
        .getByText(/JPEG 2000/)
        .last()
        .waitFor();
      await expectGoodAppearance(page, 'classify-refused');
    },
  );
});

if (dicom === undefined)
  process.stdout.write('SKIPPED: no shared data. Classifying DICOM was NOT exercised.\n');
