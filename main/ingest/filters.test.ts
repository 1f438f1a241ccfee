import { expect, test } from 'vitest';
import { article, collect, figure, image, refusals, scratch } from './testing/collect.ts';
import { makeZip } from './testing/make-zip.ts';

test('small images and short captions are left out of every kind of source, each with its reason', async () => {
  const small = await image('png', { width: 300, height: 63 });
  const large = await image('png', { width: 64, height: 64 });
  const xml = article(
    `${figure('F1', { caption: 'Two words' })}${figure('F2', { caption: 'Three words here' })}${figure('F3', { caption: 'Four words are here' })}`,
  );
  await using folder = await scratch({
    'table/d.csv':
      'image,caption\nsmall.png,Three words here\nlarge.png,Two words\nlarge.png,Three words here\n',
    'table/small.png': small,
    'table/large.png': large,
    'article/a.nxml': xml,
    'article/F1.png': large,
    'article/F2.png': small,
    'article/F3.png': large,
  });
  const limits = { minSidePx: 64, minCaptionWords: 3 };
  const table = await collect(folder.at('table'), limits);
  expect(table.figures.map(({ caption }) => caption)).toEqual(['Three words here']);
  expect(table.rejections.map(({ code, message }) => [code, message])).toEqual([
    [
      'too-small',
      'The image has 300 x 63 pixels; the shorter side has fewer than the 64 that were asked for.',
    ],
    ['caption-too-short', 'The caption has 2 words, fewer than the 3 that were asked for.'],
  ]);
  const jats = await collect(folder.at('article'), limits);
  expect(jats.figures.map(({ figureId }) => figureId)).toEqual(['F3']);
  expect(refusals(jats)).toEqual(['caption-too-short PMC1/F1', 'too-small PMC1/F2']);
});

test('what is left out is not copied out of an archive, and does not count for a limit', async () => {
  const pairs = await Promise.all(
    [10, 20, 30, 40].map(async (side) => [
      { name: `${side}.png`, data: await image('png', { width: side, height: side }) },
      { name: `${side}.txt`, data: `Side ${side}` },
    ]),
  );
  await using folder = await scratch({ 'a.zip': makeZip(pairs.flat()) });
  const { figures, blobs } = await collect(folder.at('a.zip'), { minSidePx: 25, limit: 1 });
  expect(figures.map(({ caption }) => caption)).toEqual(['Side 30']);
  expect(blobs.has(figures[0]?.image.sha256 ?? '')).toBe(true);
  const whole = await collect(folder.at('a.zip'), { minSidePx: 25 });
  expect(whole.blobs.size).toBe(2);
});
