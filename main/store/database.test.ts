import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCorpus } from './corpus.ts';
import { openCorpusReader } from './corpus-reader.ts';
import { databaseFileName, openDatabase } from './database.ts';
import { figureDetail } from './figure-detail.ts';
import { pageOf } from './page.ts';
import { schemaSteps } from './schema.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder[Symbol.dispose]();
});

const setting = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

describe('a corpus database', () => {
  it('is made with write-ahead log, 8 KiB pages and the durability of its connection', () => {
    const curate = openDatabase(folder.path, 'curate');
    expect(setting(curate, 'journal_mode')).toBe('wal');
    expect(setting(curate, 'page_size')).toBe(8192);
    expect(setting(curate, 'synchronous')).toBe(2);
    const bulk = openDatabase(folder.path, 'ingest');
    expect(setting(bulk, 'synchronous')).toBe(1);
    const reader = openDatabase(folder.path, 'read');
    expect(() => reader.exec('DELETE FROM figure')).toThrow(/readonly/);
    for (const database of [curate, bulk, reader]) database.close();
  });

  it('of a newer version is refused, and left as it is', () => {
    openDatabase(folder.path, 'curate').close();
    const database = new DatabaseSync(join(folder.path, databaseFileName));
    database.exec(`PRAGMA user_version = ${schemaSteps.length + 1}`);
    database.close();
    for (const open of [
      () => openCorpus(folder.path, 'test'),
      () => openCorpusReader(folder.path),
      () => openDatabase(folder.path, 'ingest'),
    ]) {
      expect(open).toThrow(
        expect.objectContaining({ code: 'unsupported', message: expect.stringMatching(/newer version/) }),
      );
    }
  });

  it('of an older version takes the missing steps, once, and keeps its rows', () => {
    writeRecords(folder.path, testRecords(30));
    const newer = [
      ...schemaSteps,
      'ALTER TABLE article ADD COLUMN funder TEXT',
      'CREATE TABLE note(id INTEGER PRIMARY KEY)',
    ];
    openDatabase(folder.path, 'curate', newer).close();
    const database = openDatabase(folder.path, 'curate', newer);
    expect(setting(database, 'user_version')).toBe(newer.length);
    expect(database.prepare('SELECT count(*) AS n FROM figure WHERE id >= 0').get()?.['n']).toBe(30);
    expect(database.prepare('SELECT funder FROM article LIMIT 1').get()?.['funder']).toBeNull();
    database.close();
  });

  it.each([1, 2])('of version %d is brought up to date, and what it held can be asked', (version) => {
    const old = openDatabase(folder.path, 'curate', schemaSteps.slice(0, version));
    old.exec(`
      INSERT INTO meta VALUES ('corpus', 'an old one'), ('name', 'test'), ('createdAt', '2020-01-01T00:00:00Z');
      INSERT INTO dict VALUES ('journal', 1, 'Old Letters');
      INSERT INTO article(aid, key, year, license, journal, retracted, split, title)
        VALUES (1, 'PMC1', 1999, 1, 1, 0, 2, 'An old article');
      INSERT INTO figure VALUES (0, 1, 2, 0, 3, 640, 480, 1000, 'png', x'${'ab'.repeat(32)}', 'blob', NULL, NULL,
        NULL, 'F1', 'Figure 1', '[]', 'An old caption');
      INSERT INTO fts(rowid, caption) VALUES (0, 'An old caption');
      INSERT INTO mention VALUES (0, 0, 'See Figure 1.');
    `);
    old.close();
    using corpus = openCorpus(folder.path, 'test');
    expect(setting(corpus.database, 'user_version')).toBe(schemaSteps.length);
    expect(
      pageOf(corpus, { text: 'captions', filter: 'year:1999 journal:"old letters"' }, 0, 10),
    ).toMatchObject([{ id: 0, caption: 'An old caption', journal: 'Old Letters', split: 'test' }]);
    expect(figureDetail(corpus, 0)).toMatchObject({ mentions: [{ text: 'See Figure 1.' }], repairs: [] });
  });

  it('a step that fails leaves the version before it', () => {
    writeRecords(folder.path, testRecords(3));
    expect(() =>
      openDatabase(folder.path, 'curate', [...schemaSteps, 'CREATE TABLE a(x); CREATE TABLE figure(y)']),
    ).toThrow(/already exists/);
    const database = openDatabase(folder.path, 'curate');
    expect(setting(database, 'user_version')).toBe(schemaSteps.length);
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'a'").get()).toBeUndefined();
    database.close();
  });

  it('of another program, or no database at all, is refused', () => {
    const foreign = new DatabaseSync(join(folder.path, databaseFileName));
    foreign.exec('CREATE TABLE theirs(x)');
    foreign.close();
    expect(() => openCorpus(folder.path, 'test')).toThrow(expect.objectContaining({ code: 'unsupported' }));
    const other = join(folder.path, 'other');
    mkdirSync(other);
    writeFileSync(
      join(other, databaseFileName),
      'this is plain text, not a database, and long enough to be read',
    );
    expect(() => openCorpus(other, 'test')).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/damaged/) }),
    );
  });

  it('is not made by a reader', () => {
    expect(() => openCorpusReader(join(folder.path, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

/** Opens one new corpus in several processes, all of which wait for the same moment. */
async function openAtOnce(path: string, processes: number): Promise<string[]> {
  const program = `
    const { openCorpus } = await import(${JSON.stringify(join(import.meta.dirname, 'corpus.ts'))});
    process.stdout.write('ready ');
    process.stdin.once('data', () => {
      using corpus = openCorpus(process.argv[1], 'test');
      console.log(corpus.meta.corpus);
      process.stdin.destroy();
    });`;
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const outputs = children.map(() => '');
  const closed = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
  await Promise.all(
    children.map(
      (child, index) =>
        new Promise<void>((resolve) =>
          child.stdout.on('data', (chunk: Buffer) => {
            outputs[index] += chunk.toString();
            if (outputs[index].startsWith('ready ')) resolve();
          }),
        ),
    ),
  );
  for (const child of children) child.stdin.write('go');
  await Promise.all(closed);
  return outputs.map((output) => output.replace('ready ', '').trim());
}

it('made by several processes at once is one corpus', async () => {
  const identities = await openAtOnce(join(folder.path, 'new'), 3);
  expect(identities[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(identities).size).toBe(1);
});

/** Opens a corpus as another user in a process of its own: an administrator may write everywhere. */
function openAsOrdinaryUser(path: string): string {
  const program = `
    const { openCorpus } = await import(${JSON.stringify(join(import.meta.dirname, 'corpus.ts'))});
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    try { openCorpus(process.argv[1], 'test'); console.log('opened'); }
    catch (error) { console.log(error.code + ': ' + error.remedy); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program, path], {
    encoding: 'utf8',
  }).trim();
}

describe.skipIf(process.platform === 'win32')('a folder that cannot be written', () => {
  it('is permission-denied with what to do, empty or with a corpus in it', () => {
    const home = join(folder.path, 'home');
    writeRecords(join(home, 'full'), testRecords(3));
    mkdirSync(join(home, 'empty'));
    chmodSync(folder.path, 0o755);
    for (const name of ['full', 'empty']) chmodSync(join(home, name), 0o555);
    chmodSync(join(home, 'full', databaseFileName), 0o444);
    for (const name of ['full', 'empty', 'missing']) {
      if (name === 'missing') chmodSync(home, 0o555);
      expect(`${name}: ${openAsOrdinaryUser(join(home, name))}`).toMatch(/: permission-denied: .*--home/);
    }
    for (const path of [home, join(home, 'full'), join(home, 'empty')]) chmodSync(path, 0o755);
  });
});
