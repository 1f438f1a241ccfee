/** What an export takes, leaves out, counts and says. */
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canMount, mountSmallDisk } from '#main/dev/test-small-disk.ts';
import { exportFrom, figuresOf, importInto, temporary } from './test-export.ts';
import { makeAwkwardCorpus } from './test-figures.ts';

let folder: ReturnType<typeof temporary>;
let corpus: string;
beforeEach(async () => {
  folder = temporary();
  corpus = folder.at('corpus');
  await makeAwkwardCorpus(corpus, 12);
});
afterEach(() => folder[Symbol.dispose]());

const rowsOf = (path: string): unknown => parse(readFileSync(path), { columns: true });
const manifestOf = (out: string): unknown => JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));

test('the manifest says what is in it, and the hashes of the files are theirs', async () => {
  const out = folder.at('out');
  const result = await exportFrom(corpus, {
    format: 'webdataset',
    out,
    filter: 'split:train,dev',
    licenses: ['none', 'CC-BY'],
  });
  const manifest = manifestOf(out);
  expect(manifest).toMatchObject({
    corpus: 'test',
    identity: { format: 'webdataset', filter: 'split:train,dev', licenses: ['CC-BY', 'none'], splits: [] },
    figures: 4,
    articles: 1,
    bySplit: { train: 4 },
    byLicense: { 'CC-BY': 4 },
    byStatus: { pending: 4 },
    restricted: 0,
    converted: 0,
    skipped: 0,
    embedding: null,
    figscope: { version: expect.stringMatching(/^\d+\.\d+/), export: 1 },
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const { files } = z
    .object({ files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })) })
    .parse(manifest);
  for (const { path, bytes, sha256 } of files) {
    const content = readFileSync(join(out, path));
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
  }
  const size = files.reduce((sum, { bytes }) => sum + bytes, statSync(join(out, 'manifest.json')).size);
  expect(result).toEqual({
    figures: 4,
    files: files.length + 1,
    bytes: size,
    byLicense: { 'CC-BY': 4 },
    bySplit: { train: 4 },
    skipped: [],
    skippedCount: 0,
  });
});

test('everything is exported unless licences are named, and those to be careful with are counted', async () => {
  const result = await exportFrom(corpus, { format: 'csv', out: folder.at('out') });
  expect(result.byLicense).toEqual({ 'CC-BY': 4, 'CC-BY-ND': 3, none: 3, other: 3 });
  expect(manifestOf(folder.at('out'))).toMatchObject({ restricted: 9 });
});

test('ATTRIBUTION.csv names every article once, with its licence and its figures', async () => {
  await exportFrom(corpus, { format: 'parquet', out: folder.at('out') });
  expect(rowsOf(join(folder.at('out'), 'ATTRIBUTION.csv'))).toEqual([
    {
      key: 'PMC100',
      title: 'Title 0, "quoted"\n',
      journal: 'Journal; of Tests',
      year: '1999',
      doi: '',
      pmcid: 'PMC100',
      license: 'CC-BY',
      license_text: 'Free to read, <https://example.org/l>.',
      retracted: 'false',
      figures: '4',
    },
    expect.objectContaining({ key: 'PMC101', license: 'CC-BY-ND', retracted: 'true', figures: '3' }),
    expect.objectContaining({ key: '10.1000/2.a', doi: '10.1000/2.A', figures: '3' }),
    expect.objectContaining({ key: 'sha256:3', title: '', figures: '3' }),
  ]);
});

test('a figure whose image is gone or another is left out and listed; the rest is exported', async () => {
  const images = `${corpus}-images`;
  rmSync(join(images, 'figure-1.jpg'));
  appendFileSync(join(images, 'figure-4.png'), 'changed');
  const out = folder.at('out');
  const result = await exportFrom(corpus, { format: 'imagefolder', out });
  expect(result).toMatchObject({
    figures: 11,
    skippedCount: 2,
    skipped: [
      { figure: 'PMC100/F1', code: 'not-found', message: expect.stringContaining('not there any more') },
      { figure: 'PMC101/F4', code: 'invalid-input', message: expect.stringContaining('bytes have changed') },
    ],
  });
  expect(rowsOf(join(out, 'skipped.csv'))).toMatchObject([
    { row: '1', figure: 'PMC100/F1', code: 'not-found' },
    { row: '4', figure: 'PMC101/F4', code: 'invalid-input' },
  ]);
  expect(rowsOf(join(out, 'ATTRIBUTION.csv'))).toMatchObject([{ figures: '3' }, { figures: '2' }, {}, {}]);
  // It is complete; asked again it says the same.
  expect(await exportFrom(corpus, { format: 'imagefolder', out })).toEqual(result);
  await importInto(folder.at('back'), out);
  expect(figuresOf(folder.at('back'))).toHaveLength(11);
});

test('a rehearsal counts and writes nothing', async () => {
  const out = folder.at('out');
  const tried = await exportFrom(corpus, { format: 'jsonl', out, text: 'quoted', dryRun: true });
  expect(tried).toMatchObject({ figures: 3, files: 0, bySplit: { train: 2, test: 1 }, skippedCount: 0 });
  expect(tried.bytes).toBeGreaterThan(100);
  expect(existsSync(out)).toBe(false);
  mkdirSync(out);
  mkdirSync(join(out, 'something'));
  await expect(exportFrom(corpus, { format: 'jsonl', out, dryRun: true })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('nothing that matches is an export without figures', async () => {
  const out = folder.at('out');
  expect(await exportFrom(corpus, { format: 'webdataset', out, filter: 'year:1850' })).toMatchObject({
    figures: 0,
  });
  expect(manifestOf(out)).toMatchObject({ figures: 0, articles: 0, data: {} });
});

test('a filter that cannot be read is refused before anything is written', async () => {
  const out = folder.at('out');
  await expect(exportFrom(corpus, { format: 'csv', out, filter: 'colour:red' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  expect(existsSync(out)).toBe(false);
});

describe.skipIf(!canMount)('on a disk that is full', () => {
  test.each(['webdataset', 'csv', 'parquet'] as const)(
    'an export as %s says so and goes on when there is room',
    async (format) => {
      const out = folder.at('disk');
      mkdirSync(out);
      using disk = mountSmallDisk(out, 'size=16k');
      await expect(exportFrom(corpus, { format, out })).rejects.toMatchObject({
        code: 'storage-full',
        message: expect.stringContaining('The disk is full'),
        remedy: expect.stringContaining('give the same command again'),
      });
      disk.resize('size=16m');
      expect((await exportFrom(corpus, { format, out })).figures).toBe(13);
      await importInto(folder.at('back'), out);
      expect(figuresOf(folder.at('back'))).toEqual(figuresOf(corpus));
    },
  );
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written is refused in words', async () => {
  const above = folder.at('locked');
  mkdirSync(above);
  chmodSync(above, 0o500);
  await expect(exportFrom(corpus, { format: 'csv', out: join(above, 'out') })).rejects.toMatchObject({
    code: 'permission-denied',
    remedy: expect.stringContaining('Choose another folder'),
  });
});
