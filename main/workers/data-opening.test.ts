import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { columnsFileName } from '#main/store/columns-file.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { applyCuration } from '#main/store/curation.ts';
import { queryCorpus } from '#main/store/query.ts';
import { temporaryFolder, testRecords, writeRecords } from '#main/store/test-corpus.ts';
import { CorpusOpening } from './data-opening.ts';

// Several steps of reading.
const figures = 22_000;
/** Every step is told, and others have their turn after each. */
const everyStep = { turnMs: 0, quietMs: 0 };
const query = { text: '', filter: 'status:accepted' };
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
  writeRecords(folder.path, testRecords(figures));
  using corpus = openCorpus(folder.path, 'test');
  applyCuration(corpus, [3, figures - 1], { kind: 'status', status: 'accepted' }, 'ann');
});

afterEach(() => folder[Symbol.dispose]());

const withoutSideCar = (): void => rmSync(join(folder.path, columnsFileName));

it('tells how far it is while a corpus without its side-car is read, and lets others have their turn', async () => {
  withoutSideCar();
  using opening = new CorpusOpening(folder.path, 'test', everyStep);
  const leaving = new AbortController();
  const told: (Progress | undefined)[] = [];
  const listening = (async () => {
    for await (const { progress } of opening.watch(leaving.signal)) told.push(progress);
  })();
  let turns = 0;
  let isOpen = false;
  const counting = (async () => {
    while (!isOpen) {
      await nextTurn();
      turns += 1;
    }
  })();
  const corpus = await opening.open();
  isOpen = true;
  await counting;
  expect(turns).toBeGreaterThan(3);
  expect(queryCorpus(corpus, query, []).total).toBe(2);
  await nextTurn();
  leaving.abort();
  await listening;
  const [first, ...later] = told.filter((progress) => progress !== undefined);
  expect(first).toMatchObject({ done: expect.any(Number), total: figures, unit: 'figures' });
  expect(first?.done).toBeLessThan(figures);
  for (const progress of later) expect(progress.done).toBeGreaterThan(first?.done ?? 0);
  // Nothing is told once it is open.
  expect(told.at(-1)).toBeUndefined();
});

it('stands still while nobody waits, and goes on where it was', async () => {
  withoutSideCar();
  using opening = new CorpusOpening(folder.path, 'test', everyStep);
  const seen: number[] = [];
  const listening = new AbortController();
  const told = (async () => {
    for await (const { progress } of opening.watch(listening.signal)) if (progress) seen.push(progress.done);
  })();
  const leaving = new AbortController();
  const asked = opening.open(leaving.signal);
  while (seen.length === 0) await nextTurn();
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  const before = Math.max(...seen);
  seen.length = 0;
  const corpus = await opening.open();
  expect(before).toBeLessThan(figures);
  expect(seen[0]).toBeGreaterThan(before);
  expect(corpus.rows).toBe(figures);
  expect(queryCorpus(corpus, query, []).total).toBe(2);
  listening.abort();
  await told;
});

it('goes on for those who stay', async () => {
  withoutSideCar();
  using opening = new CorpusOpening(folder.path, 'test', everyStep);
  const leaving = new AbortController();
  const [left, stayed] = [opening.open(leaving.signal), opening.open()];
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  expect((await stayed).rows).toBe(figures);
});

it('is tried again after a failure', async () => {
  const path = join(folder.path, 'not yet');
  writeFileSync(path, 'a file where the folder should be');
  using opening = new CorpusOpening(path, 'test');
  await expect(opening.open()).rejects.toBeInstanceOf(FigscopeError);
  rmSync(path);
  mkdirSync(path);
  expect((await opening.open()).rows).toBe(0);
});

it('closes what was half read', async () => {
  withoutSideCar();
  const opening = new CorpusOpening(folder.path, 'test', everyStep);
  const asked = opening.open();
  opening[Symbol.dispose]();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
});
