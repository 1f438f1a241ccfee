import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCorpus, type Corpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { redoCuration, redoSteps, undoCuration, undoSteps } from './revert.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { openView } from './view.ts';

const figures = 1500;
/** A transaction for every hundred figures. */
const shortest = 0;
let folder: ReturnType<typeof temporaryFolder>;
let corpus: Corpus;

beforeEach(() => {
  folder = temporaryFolder();
  writeRecords(folder.path, testRecords(figures));
  corpus = openCorpus(folder.path, 'test');
  applyCuration(corpus, [7], { kind: 'tags', add: ['before'], remove: [] }, 'ann');
  const all = Array.from({ length: figures }, (_none, id) => id);
  applyCuration(corpus, all, { kind: 'tags', add: ['seen'], remove: [] }, 'ann');
});

afterEach(() => {
  corpus[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const count = (filter: string): number => openView(corpus, { text: '', filter }).total;
const summary = 'Tag seen added to 1,500 figures';

it('shows what is undone so far and lets others edit in between, whose edits stay', () => {
  const seen: number[] = [];
  let edited = false;
  const steps = undoSteps(corpus, 'ann', undefined, shortest);
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    seen.push(count('tag:seen'));
    if (edited) continue;
    edited = true;
    applyCuration(corpus, [figures - 1], { kind: 'status', status: 'accepted' }, 'bob');
  }
  expect(seen.length).toBeGreaterThan(1);
  expect(seen[0]).toBeLessThan(figures);
  expect(seen).toEqual(seen.toSorted((left, right) => right - left));
  expect(step.value.summary).toBe(`Undone: ${summary}`);
  expect(count('tag:seen')).toBe(0);
  expect(count('status:accepted')).toBe(1);
  expect(undoCuration(corpus, 'ann').summary).toBe('Undone: Figure marked accepted');
  expect(undoCuration(corpus, 'ann').summary).toBe('Undone: Tag before added to figure');
});

it('cut off in the middle, the same undo goes on with the rest, and one redo brings all of it back', () => {
  undoSteps(corpus, 'ann', undefined, shortest).next();
  expect(count('tag:seen')).toBeGreaterThan(0);
  corpus[Symbol.dispose]();
  corpus = openCorpus(folder.path, 'test');
  expect(undoCuration(corpus, 'ann').summary).toBe(`Undone: ${summary}`);
  expect(count('tag:seen')).toBe(0);
  expect(count('tag:before')).toBe(1);
  redoCuration(corpus, 'ann');
  expect(count('tag:seen')).toBe(figures);
});

it('a redo that was cut off goes on, or is taken back', () => {
  undoCuration(corpus, 'ann');
  redoSteps(corpus, 'ann', shortest).next();
  expect(count('tag:seen')).toBeLessThan(figures);
  expect(redoCuration(corpus, 'ann').summary).toBe(`Redone: ${summary}`);
  expect(count('tag:seen')).toBe(figures);

  undoCuration(corpus, 'ann');
  redoSteps(corpus, 'ann', shortest).next();
  expect(count('tag:seen')).toBeGreaterThan(0);
  applyCuration(corpus, [9], { kind: 'tags', add: ['after'], remove: [] }, 'bob');
  expect(undoCuration(corpus, 'ann').summary).toBe('Undone: Tag after added to figure');
  expect(undoCuration(corpus, 'ann').summary).toBe(`Undone: ${summary}`);
  expect(count('tag:seen')).toBe(0);
  expect(undoCuration(corpus, 'ann').summary).toBe('Undone: Tag before added to figure');
});

it('killed -9 in the middle, the same undo goes on', async () => {
  corpus[Symbol.dispose]();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'test-crash.ts'), 'undo', folder.path], {
    stdio: 'inherit',
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  corpus = openCorpus(folder.path, 'test');
  const left = count('tag:seen');
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(figures);
  expect(undoCuration(corpus, 'ann').summary).toBe(`Undone: ${summary}`);
  expect(count('tag:seen')).toBe(0);
  expect(count('tag:before')).toBe(1);
});
