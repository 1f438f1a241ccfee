/** What is in the files of each format, as the programs that they are for see it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { python, runPython } from '#main/dev/python.ts';
import { exportFrom, figuresOf, temporary } from './test-export.ts';
import { tarMembers } from './test-tar.ts';
import { makeAwkwardCorpus } from './test-figures.ts';

let folder: ReturnType<typeof temporary>;
beforeAll(async () => {
  folder = temporary();
  await makeAwkwardCorpus(folder.at('corpus'));
  await exportFrom(folder.at('corpus'), { format: 'webdataset', out: folder.at('shards'), shardFigures: 5 });
  await exportFrom(
    folder.at('corpus'),
    { format: 'parquet', out: folder.at('parquet') },
    { parquetLimits: { rowsPerGroup: 4, bytesPerFile: 5000 } },
  );
});
afterAll(() => folder[Symbol.dispose]());

const lines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('WebDataset', () => {
  test('has the members of a figure one after the other, under a key without dots', async () => {
    const out = folder.at('shards');
    expect(readdirSync(out).sort()).toEqual(['ATTRIBUTION.csv', 'dev', 'manifest.json', 'test', 'train']);
    expect(readdirSync(join(out, 'train')).sort()).toEqual([
      'shard-000000.tar',
      'shard-000001.tar',
      'shard-000002.tar',
      'shard-000003.tar',
      'sizes.json',
    ]);
    const members = await tarMembers(join(out, 'train', 'shard-000000.tar'));
    expect(members.map(({ name }) => name)).toEqual([
      '000000000.png',
      '000000000.txt',
      '000000000.json',
      '000000001.jpg',
      '000000001.txt',
      '000000001.json',
      // A GIF: open_clip takes no other ending than jpg, png, jpeg and webp.
      '000000002.png',
      '000000002.txt',
      '000000002.json',
      '000000009.jpg',
      '000000009.txt',
      '000000009.json',
      // No caption, hence no .txt.
      '000000010.png',
      '000000010.json',
    ]);
    const gif = members.find(({ name }) => name === '000000002.png');
    expect(gif?.bytes.subarray(0, 4).toString()).toBe('GIF8');
    const record = members.find(({ name }) => name === '000000002.json');
    expect(JSON.parse(record?.bytes.toString() ?? '')).toMatchObject({
      figscope: 1,
      format: 'gif',
      sha256: createHash('sha256')
        .update(gif?.bytes ?? '')
        .digest('hex'),
      article: 'PMC100',
      split: 'train',
    });
  });

  test('says how many samples open_clip finds, and how to name the shards', () => {
    const out = folder.at('shards');
    expect(JSON.parse(readFileSync(join(out, 'train', 'sizes.json'), 'utf8'))).toEqual({
      'shard-000000.tar': 4,
      'shard-000001.tar': 5,
      'shard-000002.tar': 4,
      'shard-000003.tar': 1,
    });
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({
      data: { train: 'train/shard-{000000..000003}.tar', dev: 'dev/shard-{000000..000002}.tar' },
    });
  });

  test.skipIf(python === undefined)("is read by open_clip's own pipeline", async () => {
    const pattern = join(folder.at('shards'), 'train/shard-{000000..000003}.tar');
    const sample = z.object({
      size: z.array(z.number()),
      mean: z.number(),
      text: z.string(),
      figure: z.string(),
      format: z.string(),
    });
    const read = z
      .object({ size: z.number(), shards: z.number(), samples: z.array(sample) })
      .parse(JSON.parse(await runPython('exported-data.py', ['webdataset', pattern])));
    expect(read).toMatchObject({ size: 14, shards: 4 });
    const wanted = figuresOf(folder.at('corpus')).filter(
      ({ split, caption }) => split === 'train' && caption !== '',
    );
    expect(new Set(read.samples.map(({ figure, text, size }) => `${figure} ${text} ${size.join()}`))).toEqual(
      new Set(wanted.map(({ figureId, caption, image }) => `${figureId} ${caption} ${image.width},6`)),
    );
    expect(new Set(read.samples.map(({ format }) => format))).toEqual(
      new Set(['png', 'jpeg', 'gif', 'tiff']),
    );
    expect(read.samples.every(({ mean }) => mean > 90)).toBe(true);
  });

  test.skipIf(python === undefined)("is read by open_clip's own loader for a training", async ({ skip }) => {
    const pattern = join(folder.at('shards'), 'train/shard-{000000..000003}.tar');
    const sample = z.object({ size: z.array(z.number()), mean: z.number(), text: z.string() });
    const read = z
      .union([z.object({ skipped: z.string() }), z.object({ size: z.number(), samples: z.array(sample) })])
      .parse(JSON.parse(await runPython('exported-data.py', ['training', pattern])));
    if ('skipped' in read) return skip(read.skipped);
    expect(read.size).toBe(14);
    const wanted = figuresOf(folder.at('corpus')).filter(
      ({ split, caption }) => split === 'train' && caption !== '',
    );
    expect(read.samples.map(({ text, size }) => `${text} ${size.join()}`).sort()).toEqual(
      wanted.map(({ caption, image }) => `${caption} ${image.width},6`).sort(),
    );
    expect(read.samples.every(({ mean }) => mean > 90)).toBe(true);
  });
});

describe('Parquet', () => {
  test('keeps row groups and files small', async () => {
    const names = readdirSync(join(folder.at('parquet'), 'train')).sort();
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) {
      const file = await asyncBufferFromFile(join(folder.at('parquet'), 'train', name));
      const { row_groups: groups } = await parquetMetadataAsync(file);
      expect(groups.every(({ num_rows: rows }) => rows <= 4n)).toBe(true);
    }
  });

  test.skipIf(python === undefined)(
    'is read by pyarrow, with the features of a data set of images',
    async () => {
      const path = join(folder.at('parquet'), 'dev', 'part-00000.parquet');
      const read: unknown = JSON.parse(await runPython('exported-data.py', ['parquet', path]));
      expect(read).toMatchObject({
        image: 'struct<bytes: binary, path: string>',
        features: { _type: 'Image' },
        named: true,
      });
      const rows = z
        .object({ rows: z.array(z.object({ figure: z.string(), caption: z.string(), sha256: z.string() })) })
        .parse(read).rows;
      const figures = new Map(figuresOf(folder.at('corpus')).map((figure) => [figure.figureId, figure]));
      expect(rows.length).toBeGreaterThan(3);
      for (const { figure, caption, sha256 } of rows) {
        expect(figures.get(figure)).toMatchObject({ caption, image: { sha256 } });
      }
    },
  );
});

test('JSON lines have the shape of the released pipeline, and nothing else but one key', async () => {
  const out = folder.at('jsonl');
  await exportFrom(folder.at('corpus'), { format: 'jsonl', out });
  const articles = lines(join(out, 'pubmed_parsed_data.jsonl'));
  expect(articles).toHaveLength(15);
  expect(articles[0]).toEqual({
    pmid: '5000',
    pmc: '100',
    location: 'images',
    figures: [
      {
        fig_caption: 'A "quoted" caption, with commas; and a semicolon.',
        fig_id: 'fig.0/a',
        fig_label: '',
        graphic_ref: 'images/000000/000000000.png',
        pair_id: '5000_fig.0/a',
        figscope: expect.objectContaining({ figure: 'fig.0/a', split: 'train' }),
      },
      expect.objectContaining({ pair_id: '5000_F1' }),
      expect.objectContaining({ pair_id: '5000_F2' }),
    ],
    figscope: expect.objectContaining({ article: 'PMC100', license: 'CC-BY' }),
  });
  expect(existsSync(join(out, 'images/000000/000000000.png'))).toBe(true);
});

test('COCO files are one JSON object each, whose captions name their images', async () => {
  const out = folder.at('coco');
  await exportFrom(folder.at('corpus'), { format: 'coco', out, splits: ['dev', 'test'] });
  expect(readdirSync(out).sort()).toEqual([
    'ATTRIBUTION.csv',
    'captions_dev.json',
    'captions_test.json',
    'images',
    'manifest.json',
  ]);
  const coco = z
    .object({
      licenses: z.array(z.object({ id: z.number(), name: z.string() })),
      images: z.array(
        z.object({ id: z.number(), file_name: z.string(), width: z.number(), license: z.number() }),
      ),
      annotations: z.array(z.object({ id: z.number(), image_id: z.number(), caption: z.string() })),
    })
    .parse(JSON.parse(readFileSync(join(out, 'captions_dev.json'), 'utf8')));
  expect(coco.images.length).toBeGreaterThan(coco.annotations.length);
  const images = new Map(coco.images.map((image) => [image.id, image]));
  for (const { image_id: id } of coco.annotations) {
    expect(existsSync(join(out, images.get(id)?.file_name ?? 'none'))).toBe(true);
  }
});

test('a CSV has a row for each figure, in the order of the corpus', async () => {
  const out = folder.at('csv');
  await exportFrom(folder.at('corpus'), { format: 'csv', out });
  const rows = z
    .array(z.object({ image: z.string(), caption: z.string(), figure: z.string(), mentions: z.string() }))
    .parse(parse(readFileSync(join(out, 'figures.csv')), { columns: true }));
  expect(rows).toHaveLength(43);
  expect(rows.slice(0, 2)).toMatchObject([
    { image: 'images/000000/000000000.png', figure: 'fig.0/a' },
    { caption: 'Two\nlines\r\nand a tab\there.', figure: 'F1', mentions: '' },
  ]);
});

test('an image folder has metadata beside the images of each split', async () => {
  const out = folder.at('imagefolder');
  await exportFrom(folder.at('corpus'), { format: 'imagefolder', out });
  const rows = lines(join(out, 'test', 'metadata.jsonl'));
  expect(rows[0]).toMatchObject({
    file_name: '000000/000000006.gif',
    text: '(A) One. (B) Two.',
    split: 'test',
  });
  expect(existsSync(join(out, 'test/000000/000000006.gif'))).toBe(true);
});

test.skipIf(python === undefined)('an image folder is loaded by Hugging Face datasets', async ({ skip }) => {
  const out = folder.at('for-datasets');
  await exportFrom(folder.at('corpus'), { format: 'imagefolder', out });
  const row = z.object({
    text: z.string(),
    figure: z.string(),
    article: z.string(),
    size: z.array(z.number()),
    sha256: z.string(),
  });
  const read = z
    .union([z.object({ skipped: z.string() }), z.object({ splits: z.record(z.string(), z.array(row)) })])
    .parse(JSON.parse(await runPython('exported-data.py', ['imagefolder', out])));
  if ('skipped' in read) return skip(read.skipped);
  const wanted: Record<string, string[]> = {};
  for (const { split, article, figureId, caption, image } of figuresOf(folder.at('corpus'))) {
    // What is called dev here is called validation there.
    const name = split === 'dev' ? 'validation' : split;
    const { width, height, sha256 } = image;
    (wanted[name] ??= []).push([article.key, figureId, caption, width, height, sha256].join(' '));
  }
  const found = Object.entries(read.splits).map(([split, rows]) => [
    split,
    rows
      .map(({ article, figure, text, size, sha256 }) => [article, figure, text, ...size, sha256].join(' '))
      .sort(),
  ]);
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(Object.entries(wanted).map(([split, rows]) => [split, rows.sort()])),
  );
});
