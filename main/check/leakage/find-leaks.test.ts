import { createHash } from 'node:crypto';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CheckReport } from '#app/domain/check.ts';
import type { FigureRecord, SplitName } from '#app/domain/figure.ts';
import { keepBlob } from '#main/store/blobs.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { applyCuration } from '#main/store/curation.ts';
import { randomIntegers, temporaryFolder, testRecords, writeRecords } from '#main/store/test-corpus.ts';
import { checkCorpus } from '../check-corpus.ts';
import { captionKeys, captionSimilarity, wordsOf } from './caption-keys.ts';
import { groupsOf, groupsOfPairs } from './groups.ts';
import { picturesFileName } from './picture-keys.ts';
import { keysFileName } from './row-keys.ts';

let scratch: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  scratch = temporaryFolder();
});
afterEach(() => scratch[Symbol.dispose]());

const folder = (): string => join(scratch.path, 'corpus');

async function leakage(depth: 'quick' | 'full' = 'quick'): Promise<CheckReport> {
  let report: CheckReport | undefined;
  for await (const update of checkCorpus(
    folder(),
    'test',
    { depth, leakage: true },
    new AbortController().signal,
  ))
    report = update.report ?? report;
  if (!report) throw new Error('no report');
  return report;
}

/** Records of a split, each of an article of its own. */
const inSplit = (records: Iterable<FigureRecord>, split: SplitName): FigureRecord[] =>
  [...records].map((record, index) => ({
    ...record,
    article: { ...record.article, key: `${split}-${index}` },
    split,
  }));

const random = randomIntegers(5);
const words = (count: number): string =>
  Array.from({ length: count }, () => `w${random(5000).toString(36)}`).join(' ');
const captions = Array.from({ length: 1500 }, () => words(30));
const train = (): FigureRecord[] =>
  inSplit(testRecords(1500), 'train').map((record, index) => ({ ...record, caption: captions[index] ?? '' }));

it('finds what is in two splits, of every kind but pictures', async () => {
  const records = train();
  const [first, second, third, fourth] = records;
  if (!first || !second || !third || !fourth) throw new Error('too few');
  const test = inSplit(testRecords(40, 9), 'test').map((record) => ({ ...record, caption: words(30) }));
  const change = (index: number, with_: Partial<FigureRecord>): void => {
    const record = test[index];
    if (record) test[index] = { ...record, ...with_ };
  };
  change(0, { article: first.article, figureId: 'other' });
  change(1, { image: second.image });
  change(2, { caption: `Figure 3. ${third.caption.toUpperCase()}!` });
  change(3, { caption: fourth.caption.replace(/\S+$/, 'changed') });
  writeRecords(folder(), [...records, ...test]);
  const { leakage: found, leakCounts, duplicates } = await leakage();
  expect(leakCounts).toEqual({ article: 1, image: 1, caption: 1, 'near-caption': 1 });
  expect(found).toEqual([
    { kind: 'article', figures: [0, 1500], splits: ['train', 'test'] },
    { kind: 'image', figures: [1, 1501], splits: ['train', 'test'] },
    { kind: 'caption', figures: [2, 1502], splits: ['train', 'test'] },
    {
      kind: 'near-caption',
      figures: [3, 1503],
      splits: ['train', 'test'],
      similarity: expect.closeTo(28 / 30, 2),
    },
  ]);
  expect(duplicates).toEqual({ images: 2, captions: 2 });
});

it('counts all pairs and lists some; within a split nothing leaks', async () => {
  const one = [...testRecords(1)][0];
  if (!one) throw new Error('none');
  const copies = (count: number, split: SplitName): FigureRecord[] =>
    inSplit(
      Array.from({ length: count }, () => ({ ...one, caption: 'The same few words' })),
      split,
    );
  writeRecords(folder(), [...copies(50, 'train'), ...copies(7, 'dev'), ...copies(3, 'test')]);
  const { leakCounts, duplicates, leakage: found } = await leakage();
  const pairs = 50 * 7 + 50 * 3 + 7 * 3;
  expect(leakCounts).toEqual({ image: pairs, caption: pairs });
  expect(duplicates).toEqual({ images: 60, captions: 60 });
  expect(found.length).toBeLessThan(20);
});

it('goes by the caption as it is, also after an edit', async () => {
  const records = train();
  writeRecords(folder(), [...records, ...inSplit(testRecords(5, 3), 'test')]);
  expect((await leakage()).leakCounts).toEqual({});
  {
    using corpus = openCorpus(folder(), 'test');
    applyCuration(corpus, [1502], { kind: 'caption', caption: captions[8] ?? '' }, 'Ada');
  }
  expect((await leakage()).leakage).toMatchObject([{ kind: 'caption', figures: [8, 1502] }]);
});

it('goes by images that came off a server since, of rows that have keys already', async () => {
  const ofServer = (record: FigureRecord): FigureRecord => ({
    ...record,
    image: {
      ...record.image,
      sha256: createHash('sha256').update(record.article.key).digest('hex'),
      width: 0,
      source: { kind: 'remote', url: `https://data.example/${record.article.key}` },
    },
  });
  const files: [FigureRecord, FigureRecord] = [train()[6] ?? fail(), train()[7] ?? fail()];
  const other = inSplit(testRecords(1, 3), 'test')[0] ?? fail();
  const rest = train().filter((_, index) => index !== 6 && index !== 7);
  const pixels = Uint8Array.from({ length: 64 * 64 }, (_, at) => ((at % 64) * (at >> 6)) % 256);
  const png = await sharp(pixels, { raw: { width: 64, height: 64, channels: 1 } })
    .png()
    .toBuffer();
  const { sha256 } = await keepBlob(folder(), png);
  const fetched = (record: FigureRecord): FigureRecord => ({
    ...record,
    image: { ...record.image, sha256, source: { kind: 'blob', sha256 } },
  });
  writeRecords(folder(), [...files, other].map(ofServer));
  writeRecords(folder(), rest);
  expect((await leakage('full')).leakCounts).toEqual({});
  writeRecords(folder(), [files[0], other].map(fetched));
  const found = await leakage('full');
  expect(found.leakage).toMatchObject([{ kind: 'image', figures: [0, 2] }]);
  // A block that holds fingerprints of pictures which arrived later is written again.
  const pictures = readFileSync(join(folder(), picturesFileName));
  expect(pictures.readUInt32LE(64 + 8)).not.toBe(0);
  expect(pictures.readUInt32LE(64 + 8 + 4)).toBe(0);
  expect((await leakage('full')).leakage).toEqual(found.leakage);
});

it('keeps fingerprints beside the corpus, which may be damaged, old or deleted', async () => {
  writeRecords(folder(), train());
  const first = await leakage();
  const path = join(folder(), keysFileName);
  const bytes = readFileSync(path);
  expect(bytes.length).toBeGreaterThan(1024 * 40);
  // More rows: what was written stays as it is.
  writeRecords(folder(), [
    ...inSplit(testRecords(2000, 3), 'test'),
    {
      ...(train()[4] ?? fail()),
      figureId: 'x',
      article: { ...(train()[4]?.article ?? fail()), key: 'again' },
      split: 'test',
    },
  ]);
  const more = await leakage();
  expect(more.leakCounts).toMatchObject({ image: 1, caption: 1 });
  expect(readFileSync(path).subarray(0, bytes.length).equals(bytes)).toBe(true);
  for (const harm of [
    () => rmSync(path),
    () => truncateSync(path, 1000),
    () => writeFileSync(path, 'something else'),
    () => writeFileSync(path, readFileSync(path).fill(7, 5000, 6000)),
  ]) {
    harm();
    expect((await leakage()).leakage).toEqual(more.leakage);
  }
  expect(first.leakCounts).toEqual({});
});

function fail(): never {
  throw new Error('not there');
}

it('finds pictures that look alike, and none that only resemble each other in kind', async () => {
  const noise = (seed: number): Promise<Buffer> => {
    const next = randomIntegers(seed);
    const pixels = Uint8Array.from({ length: 12 * 12 * 3 }, () => next(256));
    return sharp(pixels, { raw: { width: 12, height: 12, channels: 3 } })
      .resize(240, 240, { kernel: 'cubic' })
      .png()
      .toBuffer();
  };
  const files: Record<string, Buffer> = {};
  for (let seed = 0; seed < 20; seed += 1) files[`${seed}.png`] = await noise(seed);
  const [seventh, ninth] = [files['7.png'] ?? fail(), files['9.png'] ?? fail()];
  files['as-jpeg.jpg'] = await sharp(seventh).jpeg({ quality: 60 }).toBuffer();
  files['smaller.png'] = await sharp(ninth).resize(100).png().toBuffer();
  files['blank.png'] = await sharp({ create: { width: 50, height: 50, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  files['blank-too.png'] = await sharp({
    create: { width: 70, height: 50, channels: 3, background: '#fefefe' },
  })
    .png()
    .toBuffer();
  const names = Object.keys(files);
  const isTest = (name: string): boolean => /as-jpeg|smaller|blank-too/.test(name);
  const records = [...testRecords(names.length)].map((record, index) => {
    const name = names[index] ?? '';
    const path = join(scratch.path, name);
    writeFileSync(path, files[name] ?? '');
    return {
      ...record,
      article: { ...record.article, key: name },
      caption: words(20),
      split: isTest(name) ? ('test' as const) : ('train' as const),
      image: { ...record.image, source: { kind: 'file' as const, path } },
    };
  });
  writeRecords(folder(), records);
  const { leakage: found } = await leakage('full');
  const named = found
    .filter(({ kind }) => kind === 'near-image')
    .map(({ figures }) => figures.map((row) => names[Number(row)]).join(' '));
  expect(named.sort()).toEqual(['7.png as-jpeg.jpg', '9.png smaller.png']);
});

it('takes captions apart as people would', () => {
  expect(wordsOf('Fig. 2a: The  LUNG, (left) – “α-actin”.')).toEqual(['the', 'lung', 'left', 'α', 'actin']);
  expect(wordsOf('Figure')).toEqual(['figure']);
  expect(captionSimilarity('one two three four', 'one two three four')).toBe(1);
  expect(captionSimilarity('one two three four', 'one two three five')).toBe(0.5);
  const [a, b] = [new Uint32Array(8), new Uint32Array(8)];
  captionKeys('Too short', a);
  expect([...a.subarray(2)]).toEqual([0, 0, 0, 0, 0, 0]);
  captionKeys('...', b);
  expect([...b]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

it('groups rows by key whatever the keys are', () => {
  const keys = Uint32Array.of(7, 0, 0xffffffff, 7, 0, 0xffffffff, 3, 7);
  expect([...groupsOf(keys)].map((rows) => [...rows])).toEqual([
    [0, 3, 7],
    [2, 5],
  ]);
  const high = Uint32Array.of(1, 1, 1, 0, 0, 0, 0);
  const low = Uint32Array.of(5, 6, 5, 9, 9, 0, 0);
  expect([...groupsOfPairs(high, low)].map((rows) => [...rows])).toEqual([
    [0, 2],
    [3, 4],
  ]);
});
