import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnNames } from './columns.ts';
import { loadColumns } from './columns-file.ts';
import { openCorpus, type Corpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { IntegerColumn } from './integer-column.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';

let folder: ReturnType<typeof temporaryFolder>;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'columns.bin');
  writeRecords(folder.path, testRecords(700));
  using corpus = openCorpus(folder.path, 'test');
  applyCuration(corpus, [3, 4], { kind: 'status', status: 'accepted' }, 'ann');
  applyCuration(corpus, [4, 650], { kind: 'tags', add: ['x'], remove: [] }, 'ann');
});

afterEach(() => {
  folder[Symbol.dispose]();
});

function contents(corpus: Corpus): unknown {
  return {
    rows: corpus.rows,
    revision: corpus.revision,
    columns: columnNames.map((name) => [...corpus.columns.column(name).values]),
    tags: [...corpus.columns.tags].map(([tag, rows]) => {
      const ids: number[] = [];
      rows.forEach((id) => ids.push(id));
      return [tag, ids];
    }),
  };
}

/** What the corpus shows; with the side-car as it is, whole or broken. */
function opened(): unknown {
  using corpus = openCorpus(folder.path, 'test');
  return contents(corpus);
}

const identity = (): string => {
  using corpus = openCorpus(folder.path, 'test');
  return corpus.meta.corpus;
};

describe('the side-car', () => {
  it('is written when the corpus closes and read when it opens', () => {
    expect(existsSync(path)).toBe(true);
    expect(loadColumns(folder.path, identity(), 700, 4)).toMatchObject({ rows: 700, logSequence: 4 });
  });

  it('catches up with rows and decisions that came after it was written', () => {
    const old = readFileSync(path);
    writeRecords(folder.path, testRecords(900), 'again');
    {
      using corpus = openCorpus(folder.path, 'test');
      applyCuration(corpus, [3, 800], { kind: 'status', status: 'rejected' }, 'bob');
      applyCuration(corpus, [4], { kind: 'tags', add: ['y'], remove: ['x'] }, 'bob');
      applyCuration(corpus, [5], { kind: 'caption', caption: 'only four words here' }, 'bob');
    }
    const fresh = opened();
    writeFileSync(path, old);
    expect(opened()).toEqual(fresh);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['empty', () => Buffer.alloc(0)],
    [
      'with one wrong bit',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 900 ? byte ^ 1 : byte))),
    ],
    [
      'with another header',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 4 : byte))),
    ],
    [
      'that is something else',
      () => Buffer.from('FIGCOLS1 and then nonsense that is long enough to look like a header'),
    ],
  ])('%s is rebuilt from the database and written anew', (_name, spoil) => {
    const whole = opened();
    const good = readFileSync(path);
    const bad = spoil(good);
    expect(bad.equals(good)).toBe(false);
    const corpus = identity();
    writeFileSync(path, bad);
    expect(loadColumns(folder.path, corpus, 700, 4)).toBeUndefined();
    expect(opened()).toEqual(whole);
    expect(loadColumns(folder.path, corpus, 700, 4)).toBeDefined();
  });

  it('that is ahead of the database, or of another one, is not trusted', () => {
    expect(loadColumns(folder.path, 'another', 700, 4)).toBeUndefined();
    expect(loadColumns(folder.path, identity(), 699, 4)).toBeUndefined();
    expect(loadColumns(folder.path, identity(), 700, 3)).toBeUndefined();
  });
});

describe('an integer column', () => {
  it('widens as its values need and grows with zeros', () => {
    const column = new IntegerColumn();
    column.set(0, 200);
    expect(column.elementBytes).toBe(1);
    column.set(3, 300);
    expect(column.elementBytes).toBe(2);
    column.set(5000, 70_000);
    expect(column.elementBytes).toBe(4);
    column.set(1, 2 ** 40);
    expect([...column.values.subarray(0, 5)]).toEqual([200, 2 ** 32 - 1, 0, 300, 0]);
    expect(column.length).toBe(5001);
    expect(column.at(5000)).toBe(70_000);
  });
});
