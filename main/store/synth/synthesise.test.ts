import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figureRecord, type FigureRecord } from '#app/domain/figure.ts';
import { passportDifference } from '#app/domain/passport.ts';
import { openCorpus } from '../corpus.ts';
import { databaseFileName } from '../database.ts';
import { readEmbedding } from '../embedding-folder.ts';
import { figureDetail } from '../figure-detail.ts';
import { crashRows, crashTransaction } from '../test-crash.ts';
import { temporaryFolder, testRecords, writeRecords } from '../test-corpus.ts';
import type { SynthesisUpdate } from './pace.ts';
import { syntheticRows } from './row-source.ts';
import { synthesise } from './synthesise.ts';
import { VectorMaker } from './synthetic-vectors.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder[Symbol.dispose]();
});

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function recordsOf(seed: number, first: number, end: number): Promise<FigureRecord[]> {
  return (await allOf(syntheticRows(seed, first, end))).flat();
}

async function make(
  path: string,
  rows: number,
  seed = 0,
  vectors?: number,
  signal = new AbortController().signal,
): Promise<SynthesisUpdate[]> {
  const options = { rows, seed, ...(vectors === undefined ? {} : { vectors }) };
  return allOf(synthesise(path, 'test', options, signal, crashTransaction));
}

/** Everything of the rows but the time of day. */
function digestOf(path: string): string {
  const database = new DatabaseSync(join(path, databaseFileName));
  const hash = createHash('sha256');
  const rows = database.prepare(
    `SELECT f.*, a.*, (SELECT group_concat(text) FROM mention m WHERE m.figure = f.id) AS mentions
     FROM figure f JOIN article a ON a.aid = f.aid ORDER BY f.id`,
  );
  for (const row of rows.iterate()) hash.update(JSON.stringify(row));
  database.exec("INSERT INTO fts(fts, rank) VALUES ('integrity-check', 1)");
  expect(database.prepare('PRAGMA quick_check').get()?.['quick_check']).toBe('ok');
  database.close();
  return hash.digest('hex');
}

describe('synthetic rows', () => {
  it('depend on seed and row alone, wherever they begin', async () => {
    const all = await recordsOf(1, 0, 1700);
    expect(await recordsOf(1, 1195, 1230)).toEqual(all.slice(1195, 1230));
    expect(await recordsOf(2, 0, 3)).not.toEqual(all.slice(0, 3));
  });

  it('are records as a reader yields them, with captions of 115 words, five to an article', async () => {
    const rows = await recordsOf(0, 0, 4000);
    for (const row of rows.slice(0, 100)) expect(figureRecord.parse(row)).toEqual(row);
    const words = rows.reduce((sum, { caption }) => sum + caption.split(' ').length, 0) / rows.length;
    expect(words).toBeGreaterThan(105);
    expect(words).toBeLessThan(125);
    expect(new Set(rows.map(({ article }) => article.key)).size).toBe(800);
    expect(new Set(rows.map(({ image }) => image.sha256)).size).toBe(4000);
    expect(new Set(rows.map(({ modality }) => modality)).size).toBe(31);
    expect(rows.filter(({ caption }) => / of /.test(caption)).length).toBeGreaterThan(3000);
    expect(rows.filter(({ caption }) => caption === '').length).toBeGreaterThan(5);
  });
});

describe('a synthesis', () => {
  it('makes a corpus that can be asked, and does nothing the second time', async () => {
    const first = await make(folder.path, 1200, 0, 16);
    expect(first.at(-1)?.result).toMatchObject({ rows: 1200 });
    const before = digestOf(folder.path);
    await make(folder.path, 1200, 0, 16);
    expect(digestOf(folder.path)).toBe(before);
    using corpus = openCorpus(folder.path, 'test');
    expect(corpus.rows).toBe(1200);
    const [record] = await recordsOf(0, 77, 78);
    expect(figureDetail(corpus, 77)).toMatchObject({ caption: record.caption, image: record.image });
  });

  it('refuses a folder that holds anything else', async () => {
    await make(folder.path, 20);
    await expect(make(folder.path, 30)).rejects.toMatchObject({ code: 'conflict' });
    await expect(make(folder.path, 20, 9)).rejects.toMatchObject({ code: 'conflict' });
    const other = join(folder.path, 'other');
    writeRecords(other, testRecords(5));
    await expect(make(other, 20)).rejects.toMatchObject({ code: 'conflict', remedy: /corpus remove/ });
  });

  it('killed or cancelled, goes on to the same rows and vectors', async () => {
    const path = join(folder.path, 'killed');
    for (const confirmations of [1, 3]) await killAfter(confirmations, path);
    const stop = new AbortController();
    stop.abort();
    await expect(make(path, crashRows, 3, 16, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await make(path, crashRows, 3, 16);
    const whole = join(folder.path, 'whole');
    await make(whole, crashRows, 3, 16);
    expect(digestOf(path)).toBe(digestOf(whole));
    const [one, other] = [path, whole].map((at) => readEmbedding(at, 'synthetic-16'));
    expect(one?.state).toMatchObject({ image: crashRows, text: crashRows });
    expect(one?.passport).toEqual(other?.passport);
  });
});

/** Runs the synthesis in a process of its own and kills it without warning. */
async function killAfter(confirmations: number, path: string): Promise<void> {
  const program = join(import.meta.dirname, '..', 'test-crash.ts');
  const child = spawn(process.execPath, [program, 'synthesise', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let confirmed = 0;
  for await (const _line of createInterface({ input: child.stdout })) {
    confirmed += 1;
    if (confirmed === confirmations) child.kill('SIGKILL');
  }
}

describe('synthetic vectors', () => {
  const plan = { rows: 100, seed: 5, dimension: 32 };

  it('have unit length, and the text of a row is closer to its image than to others', () => {
    const maker = new VectorMaker(plan);
    const [images, texts] = (['image', 'text'] as const).map((side) => maker.batch(0, 100, side));
    const dot = (image: number, text: number): number =>
      images
        .subarray(image * 32, image * 32 + 32)
        .reduce((sum, value, index) => sum + value * texts[text * 32 + index], 0);
    for (let row = 0; row < 100; row += 1) {
      const own = images.subarray(row * 32, row * 32 + 32);
      expect(own.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4);
    }
    const isBest = (row: number): boolean =>
      Array.from({ length: 100 }, (_none, other) => other).every(
        (other) => other === row || dot(row, row) > dot(row, other),
      );
    expect(Array.from({ length: 100 }, (_none, row) => row).filter(isBest).length).toBeGreaterThan(80);
    expect(maker.batch(60, 61, 'text')).toEqual(texts.slice(60 * 32, 61 * 32));
  });

  it('carry a passport that no model has', async () => {
    await make(folder.path, 10, 5, 32);
    const made = readEmbedding(folder.path, 'synthetic-32')?.passport;
    expect(made).toMatchObject({ model: 'synthetic (no model)', weightsHash: /^synthetic:/ });
    const real = { ...made!, weightsHash: 'a'.repeat(64), tokenizerHash: 'b'.repeat(64) };
    expect(passportDifference(made!, real)).toHaveLength(2);
  });
});
