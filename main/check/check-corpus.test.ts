/** Every damage that is done here must be found, and said what to do about; a corpus that is whole must pass. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport, Problem } from '#app/domain/check.ts';
import type { FigureRecord, ImageSource } from '#app/domain/figure.ts';
import { blobPath } from '#main/store/blobs.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { applyCuration } from '#main/store/curation.ts';
import { openDatabase } from '#main/store/database.ts';
import { buildIndex } from '#main/store/ivf/build-index.ts';
import { temporaryFolder, testRecords, writeRecords } from '#main/store/test-corpus.ts';
import { openVectorWriter } from '#main/store/vector-writer.ts';
import { checkCorpus } from './check-corpus.ts';

const count = 600;
/** Rows with an image behind them: kept ones and originals in turn. The others stay on a server. */
const images = 100;
const dimension = 8;
let scratch: ReturnType<typeof temporaryFolder>;
let originals: ReturnType<typeof temporaryFolder>;
let folder: string;

const bytesOf = (index: number): Buffer => Buffer.from(`image ${index}`);
const hashOf = (index: number): string => createHash('sha256').update(bytesOf(index)).digest('hex');
const original = (index: number): string => join(originals.path, `${index}.png`);
const sourceOf = (index: number): ImageSource => {
  if (index >= images) return { kind: 'remote', url: `https://example.org/${index}` };
  return index % 2 === 0 ? { kind: 'blob', sha256: hashOf(index) } : { kind: 'file', path: original(index) };
};

function writeImages(): void {
  for (let index = 0; index < images; index += 1) {
    const path = index % 2 === 0 ? blobPath(folder, hashOf(index)) : original(index);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(index));
  }
}

const records = (): FigureRecord[] =>
  [...testRecords(count)].map((record, index) => ({
    ...record,
    image: {
      ...record.image,
      sha256: hashOf(index),
      sizeBytes: bytesOf(index).length,
      source: sourceOf(index),
    },
  }));

/** [dimension]: a direction of its own for every row, of length 1. */
function unit(row: number): number[] {
  const values = Array.from({ length: dimension }, (_, at) => Math.sin(row * 7.3 + at * at + 1));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function writeVectors(): void {
  const place = join(folder, 'vectors', 'nano');
  for (const side of ['image', 'text'] as const) {
    using writer = openVectorWriter(place, dimension, side);
    const vectors = new Float32Array(count * dimension);
    for (let row = 0; row < count; row += 1) if (row !== 7) vectors.set(unit(row), row * dimension);
    writer.append(vectors);
    writer.commit();
  }
  const passport = {
    model: 'nano',
    weightsHash: 'a',
    tokenizerHash: 'b',
    preprocessing: {
      imageSize: 32,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      interpolation: 'bicubic',
      prepare: 'exact',
    },
    dimension,
    precision: 'fp32',
    engine: 'test',
  };
  writeFileSync(join(place, 'passport.json'), JSON.stringify(passport));
}

beforeAll(async () => {
  originals = temporaryFolder();
  scratch = temporaryFolder();
  folder = join(scratch.path, 'corpus');
  writeRecords(folder, records());
  writeVectors();
  const options = { rebuild: true, leastRows: 1, signal: new AbortController().signal };
  for await (const _ of buildIndex(folder, 'nano', options));
  using corpus = openCorpus(folder, 'test');
  applyCuration(corpus, [3, 4], { kind: 'status', status: 'accepted' }, 'Ada');
  applyCuration(corpus, [3], { kind: 'caption', caption: 'A caption that a person wrote.' }, 'Ada');
});
beforeEach(() => {
  folder = join(scratch.path, 'copy');
  cpSync(join(scratch.path, 'corpus'), folder, { recursive: true });
  writeImages();
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => {
  originals[Symbol.dispose]();
  scratch[Symbol.dispose]();
});

async function check(depth: 'quick' | 'full' = 'quick', leakage = false): Promise<CheckReport> {
  let report: CheckReport | undefined;
  for await (const update of checkCorpus(folder, 'test', { depth, leakage }, new AbortController().signal))
    report = update.report ?? report;
  if (!report) throw new Error('no report');
  return report;
}

/** Runs statements on the database behind the back of the store. */
function sql(text: string): void {
  const database = new DatabaseSync(join(folder, 'corpus.db'));
  // Otherwise SQLite would not let anybody harm its own tables.
  database.enableDefensive(false);
  try {
    database.exec(text);
  } finally {
    database.close();
  }
}

/** Everything is in the main file, and no log beside it would bring back what is overwritten. */
const settle = (): void => sql('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;');

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

const vectorFile = (name: string): string => join(folder, 'vectors', 'nano', name);

it('a corpus that is whole passes, and the check leaves it as it was', async () => {
  settle();
  const before = readFileSync(join(folder, 'corpus.db'));
  for (const depth of ['quick', 'full'] as const) {
    const report = await check(depth, true);
    expect(report.problems).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.looked.join(' ')).toContain('all 600 rows');
  }
  expect(readFileSync(join(folder, 'corpus.db')).equals(before)).toBe(true);
});

interface Damage {
  readonly name: string;
  readonly inflict: () => void;
  readonly finds: Partial<Problem> & { readonly message: unknown };
  readonly depth?: 'full';
}

const pageBytes = 8192;
const damages: readonly Damage[] = [
  {
    name: 'a database that is no database',
    inflict: () => writeFileSync(join(folder, 'corpus.db'), 'words '.repeat(5000)),
    finds: { part: 'database', message: expect.stringContaining('no database at all') },
  },
  {
    name: 'an empty database',
    inflict: () => writeFileSync(join(folder, 'corpus.db'), ''),
    finds: { part: 'database', message: 'The database is an empty file.' },
  },
  {
    name: 'a database that is gone',
    inflict: () => rmSync(join(folder, 'corpus.db')),
    finds: { part: 'database', message: 'The database of the corpus is not there.' },
  },
  {
    name: 'a database that is cut off',
    inflict: () => truncateSync(join(folder, 'corpus.db'), 20 * pageBytes),
    finds: { part: 'database', message: expect.stringMatching(/damaged|cannot be read/) },
  },
  {
    name: 'pages that were overwritten',
    inflict: () => {
      const pages = Math.floor(statSync(join(folder, 'corpus.db')).size / pageBytes);
      for (let page = 12; page < pages; page += 7)
        overwrite(join(folder, 'corpus.db'), page * pageBytes, new Uint8Array(pageBytes).fill(0x5a));
    },
    finds: { part: 'database', message: expect.stringMatching(/damaged/) },
  },
  {
    name: 'a database of a newer version',
    inflict: () => sql('PRAGMA user_version = 99'),
    finds: {
      part: 'database',
      message: expect.stringMatching(/newer version of Figscope \(its schema is 99, this one knows \d+\)/),
      remedy: expect.stringContaining('Open it with that version'),
    },
  },
  {
    name: 'a database of another program',
    inflict: () => sql('PRAGMA application_id = 7'),
    finds: { part: 'database', message: expect.stringContaining('does not belong to Figscope') },
  },
  {
    name: 'a table that is gone',
    inflict: () => sql('DROP TABLE mention'),
    finds: {
      part: 'database',
      message: expect.stringContaining('lacks'),
      examples: expect.arrayContaining(['table mention']),
    },
  },
  {
    name: 'an index that is gone',
    inflict: () => sql('DROP INDEX figure_image'),
    finds: {
      part: 'database',
      message: expect.stringContaining('indexes'),
      examples: ['index figure_image'],
    },
  },
  {
    name: 'figures without their article',
    inflict: () => sql('DELETE FROM article WHERE aid = 5'),
    finds: { part: 'database', message: expect.stringContaining('article that is not there') },
  },
  {
    name: 'gaps in the row numbers',
    inflict: () => sql('DELETE FROM figure WHERE id IN (100, 101, 500)'),
    finds: { part: 'database', count: 3, message: expect.stringContaining('gaps') },
  },
  {
    name: 'codes without a name',
    inflict: () => sql("DELETE FROM dict WHERE kind = 'journal' AND code = 3"),
    finds: { part: 'database', message: expect.stringContaining('name is missing') },
  },
  {
    name: 'a split that does not exist',
    inflict: () => sql('UPDATE figure SET split = 9 WHERE id = 12'),
    finds: { part: 'database', count: 1, examples: ['row 12'], message: expect.stringContaining('split') },
  },
  {
    name: 'paragraphs of figures that are not there',
    inflict: () => sql("INSERT INTO mention VALUES (99999, 0, 'x')"),
    finds: { part: 'database', examples: ['row 99999'], message: expect.stringContaining('mention') },
  },
  {
    name: 'a step of the history that is gone',
    inflict: () => sql('DELETE FROM curation_log WHERE sequence = 2'),
    finds: { part: 'database', message: '1 step of the history of edits is missing.' },
  },
  {
    name: 'an edit without history',
    inflict: () => sql("INSERT INTO curation VALUES (50, 2, 1, 77, '[]', NULL)"),
    finds: {
      part: 'database',
      examples: ['row 50'],
      message: expect.stringContaining('history does not tell'),
    },
  },
  {
    name: 'an index of the database that contradicts its table',
    depth: 'full',
    inflict: () =>
      sql(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE INDEX figure_image ON figure(substr(sha256, 2, 6))' WHERE name = 'figure_image';`),
    finds: { part: 'database', message: expect.stringContaining('SQLite finds') },
  },
  {
    name: 'a caption that was changed without the text index',
    inflict: () => sql("UPDATE figure SET caption = 'nothing of this is indexed' WHERE id = 42"),
    finds: {
      part: 'text-index',
      count: 1,
      examples: ['row 42'],
      message: expect.stringContaining('out of step'),
    },
  },
  {
    name: 'a caption that was cut off without the text index',
    inflict: () =>
      sql(
        'UPDATE figure SET caption = substr(caption, 1, 12) WHERE id = (SELECT id FROM figure WHERE words > 20 LIMIT 1)',
      ),
    finds: { part: 'text-index', count: 1, message: expect.stringContaining('out of step') },
  },
  {
    name: 'captions that the text index has not',
    inflict: () =>
      sql("INSERT INTO fts(fts, rowid, caption) SELECT 'delete', id, caption FROM figure WHERE id >= 550"),
    finds: { part: 'text-index', message: expect.any(String) },
  },
  {
    name: 'a text index that is damaged',
    inflict: () => sql('UPDATE fts_data SET block = zeroblob(50) WHERE id = (SELECT max(id) FROM fts_data)'),
    finds: { part: 'text-index', message: expect.any(String) },
  },
  {
    name: 'a side-car with flipped bytes',
    inflict: () => overwrite(join(folder, 'columns.bin'), 1000, new Uint8Array(40).fill(0xff)),
    finds: { part: 'side-car', severity: 'warning', message: expect.stringContaining('damaged') },
  },
  {
    name: 'a side-car of another state',
    inflict: () => sql('UPDATE article SET year = year + 1'),
    finds: { part: 'side-car', severity: 'error', message: expect.stringContaining('contradicts') },
  },
  {
    name: 'vectors that are cut off',
    inflict: () => truncateSync(vectorFile('image.f16'), 400 * dimension * 2 + 3),
    finds: { part: 'vectors', count: 200, message: expect.stringContaining('400 of the 600') },
  },
  {
    name: 'a file of vectors that is gone',
    inflict: () => rmSync(vectorFile('text.f16')),
    finds: { part: 'vectors', count, message: expect.stringContaining('cut off') },
  },
  {
    name: 'an embedding without passport',
    inflict: () => rmSync(vectorFile('passport.json')),
    finds: { part: 'vectors', message: expect.stringContaining('passport') },
  },
  {
    name: 'an embedding whose state is damaged',
    inflict: () => writeFileSync(vectorFile('state.json'), '{"dimension":'),
    finds: { part: 'vectors', message: expect.stringContaining('state') },
  },
  {
    name: 'another dimension in the passport',
    inflict: () => {
      const made: unknown = JSON.parse(readFileSync(vectorFile('passport.json'), 'utf8'));
      writeFileSync(vectorFile('passport.json'), JSON.stringify(Object.assign({}, made, { dimension: 16 })));
    },
    finds: { part: 'vectors', message: expect.stringContaining('16 values') },
  },
  {
    name: 'vectors that are no numbers',
    inflict: () => overwrite(vectorFile('image.f16'), 20 * dimension * 2, new Uint8Array(4).fill(0xff)),
    finds: {
      part: 'vectors',
      count: 1,
      examples: ['row 20'],
      message: expect.stringContaining('no numbers'),
    },
  },
  {
    name: 'vectors of another length',
    inflict: () => overwrite(vectorFile('text.f16'), 30 * dimension * 2, Uint8Array.of(0, 0x3c, 0, 0x3c)),
    finds: { part: 'vectors', count: 1, examples: ['row 30'], message: expect.stringContaining('length 1') },
  },
  {
    name: 'a vector index that is cut off',
    inflict: () => truncateSync(vectorFile('image.ivf'), statSync(vectorFile('image.ivf')).size - 100),
    finds: { part: 'index', severity: 'warning', count: 1, message: expect.stringContaining('damaged') },
  },
  {
    name: 'a vector index with flipped bytes',
    depth: 'full',
    inflict: () =>
      overwrite(
        vectorFile('image.ivf'),
        statSync(vectorFile('image.ivf')).size - 300,
        new Uint8Array(16).fill(0xa5),
      ),
    finds: { part: 'index', severity: 'warning', count: 1, message: expect.stringContaining('damaged') },
  },
  {
    name: 'a kept image that is gone',
    inflict: () => rmSync(blobOf(10)),
    finds: { part: 'blobs', count: 1, message: '1 image kept in the corpus is missing.' },
  },
  {
    name: 'a kept image that is cut off',
    inflict: () => truncateSync(blobOf(10), 3),
    finds: { part: 'blobs', count: 1, message: expect.stringContaining('not what was kept') },
  },
  {
    name: 'a kept image with other bytes',
    depth: 'full',
    inflict: () => overwrite(blobOf(10), 0, Buffer.from('IMAGE')),
    finds: { part: 'blobs', count: 1, message: expect.stringContaining('not what was kept') },
  },
  {
    name: 'what imports left behind',
    inflict: () => {
      const left = `${blobOf(10)}.0a0b.tmp`;
      appendFileSync(left, 'half');
      utimesSync(left, 1, 1);
    },
    finds: { part: 'blobs', severity: 'warning', count: 1, message: expect.stringContaining('cut off') },
  },
  {
    name: 'a kept image of no figure',
    inflict: () => {
      const orphan = blobPath(folder, 'ab'.repeat(32));
      mkdirSync(join(orphan, '..'), { recursive: true });
      writeFileSync(orphan, 'x');
      utimesSync(orphan, 1, 1);
    },
    finds: { part: 'blobs', severity: 'warning', count: 1, message: '1 kept image belongs to no figure.' },
  },
  {
    name: 'originals that are gone',
    inflict: () => rmSync(originals.path, { recursive: true }),
    finds: { part: 'images', count: images / 2, message: expect.stringContaining('not there any more') },
  },
  {
    name: 'an original of another size',
    inflict: () => appendFileSync(original(11), 'more'),
    finds: { part: 'images', count: 1, message: expect.stringContaining('not the one') },
  },
  {
    name: 'an original with other bytes',
    depth: 'full',
    inflict: () => overwrite(original(11), 0, Buffer.from('IMAGE')),
    finds: { part: 'images', count: 1, message: expect.stringContaining('not the one') },
  },
];

const blobOf = (index: number): string => blobPath(folder, hashOf(index));

describe('finds and explains', () => {
  it.each(damages)('$name', async ({ inflict, finds, depth }) => {
    settle();
    inflict();
    const report = await check(depth ?? 'quick');
    expect(report.problems).toContainEqual(expect.objectContaining(finds));
    for (const { remedy } of report.problems) expect(remedy.length).toBeGreaterThan(20);
    expect(report.ok).toBe(finds.severity === 'warning');
  });
});

it('works while another process writes, and sees nothing wrong in what is half done', async () => {
  using corpus = openCorpus(folder, 'test');
  const reports = check('quick', true);
  for (let at = 0; at < 30; at += 1) {
    applyCuration(corpus, [at * 7], { kind: 'caption', caption: `Edited in between: ${at}` }, 'Ada');
    await new Promise((resolve) => setImmediate(resolve));
  }
  writeRecords(folder, [...testRecords(300, 77)]);
  const report = await reports;
  expect(report.problems.filter(({ part }) => part !== 'blobs')).toEqual([]);
});

it('stops when it is told to', async () => {
  const abort = new AbortController();
  const updates = checkCorpus(folder, 'test', { depth: 'full', leakage: true }, abort.signal);
  await updates.next();
  abort.abort();
  const rest = async () => {
    for await (const _ of updates);
  };
  await expect(rest()).rejects.toMatchObject({ code: 'cancelled' });
  openDatabase(folder, 'curate').close();
});
