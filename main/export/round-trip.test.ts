/** Every export, read back, is the corpus that it was made from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportFormats } from '#app/domain/export.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { applyCuration } from '#main/store/curation.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { exportFrom, figuresOf, importInto, temporary } from './test-export.ts';
import { makeAwkwardCorpus } from './test-figures.ts';

const articles = sharedPath('data/pmc/articles');
let real: ReturnType<typeof temporary>;
beforeAll(async () => {
  real = temporary();
  if (articles !== undefined) await importInto(real.at('corpus'), articles);
});
afterAll(() => real[Symbol.dispose]());

describe.each(exportFormats)('%s', (format) => {
  test('brings back every text, identity, decision and image of figures that are hard to write down', async () => {
    using folder = temporary();
    await makeAwkwardCorpus(folder.at('corpus'));
    {
      using corpus = openCorpus(folder.at('corpus'), 'test');
      applyCuration(corpus, [0, 1], { kind: 'tags', add: ['checked, twice'], remove: [] }, 'Ada');
      applyCuration(corpus, [1, 3], { kind: 'status', status: 'rejected' }, 'Ada');
      applyCuration(corpus, [2], { kind: 'caption', caption: 'As a person\nwrote it.' }, 'Ada');
    }
    const figures = figuresOf(folder.at('corpus'));
    expect(figures).toHaveLength(43);
    const result = await exportFrom(folder.at('corpus'), { format, out: folder.at('out'), shardFigures: 5 });
    expect(result).toMatchObject({ figures: 43, skipped: [], skippedCount: 0 });

    expect(await importInto(folder.at('back'), folder.at('out'))).toEqual([]);
    expect(figuresOf(folder.at('back'))).toEqual(figures);
  });

  test.skipIf(articles === undefined)('brings back real articles', async () => {
    using folder = temporary();
    const figures = figuresOf(real.at('corpus'));
    expect(figures).toHaveLength(98);
    await exportFrom(real.at('corpus'), { format, out: folder.at('out') });
    expect(await importInto(folder.at('back'), folder.at('out'))).toEqual([]);
    expect(figuresOf(folder.at('back'))).toEqual(figures);
  });
});

describe('what was changed by hand in an export', () => {
  let folder: ReturnType<typeof temporary>;
  beforeAll(async () => {
    folder = temporary();
    await makeAwkwardCorpus(folder.at('corpus'));
  });
  afterAll(() => folder[Symbol.dispose]());

  test('counts: the caption column is what is imported', async () => {
    await exportFrom(folder.at('corpus'), { format: 'csv', out: folder.at('out') });
    const table = join(folder.at('out'), 'figures.csv');
    writeFileSync(table, readFileSync(table, 'utf8').replace('(A) One. (B) Two.', 'By hand.'));
    await importInto(folder.at('back'), folder.at('out'));
    expect(figuresOf(folder.at('back')).map(({ caption }) => caption)).toContain('By hand.');
  });
});

describe.skipIf(sharedPath('data/dicom/ok') === undefined)('DICOM', () => {
  test.each(['webdataset', 'parquet', 'csv'] as const)(
    'becomes a PNG in %s, which says so',
    async (format) => {
      using folder = temporary();
      const table = folder.at('table.csv');
      writeFileSync(table, `image,caption\n${requireShared('data/dicom/ok/MR_small.dcm')},A head.\n`);
      await importInto(folder.at('corpus'), table);
      const [original] = figuresOf(folder.at('corpus'));
      await exportFrom(folder.at('corpus'), { format, out: folder.at('out') });
      const manifest: unknown = JSON.parse(readFileSync(join(folder.at('out'), 'manifest.json'), 'utf8'));
      expect(manifest).toMatchObject({ figures: 1, converted: 1 });
      await importInto(folder.at('back'), folder.at('out'));
      const [back] = figuresOf(folder.at('back'));
      expect(back).toMatchObject({
        caption: 'A head.',
        article: original?.article,
        image: { format: 'png', width: 64, height: 64 },
      });
      expect(back?.image.sha256).not.toBe(original?.image.sha256);
    },
  );
});
