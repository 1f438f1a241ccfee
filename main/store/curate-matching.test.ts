import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CurationChange } from '#app/domain/curation.ts';
import { openCorpus, type Corpus } from './corpus.ts';
import { curateMatching, type MatchingUpdate } from './curate-matching.ts';
import { applyCuration } from './curation.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { valuesOf } from './values.ts';
import { openView } from './view.ts';
import { undoCuration } from './revert.ts';

// Enough for several transactions on any machine.
const figures = 60_000;
let folder: ReturnType<typeof temporaryFolder>;
let corpus: Corpus;

beforeEach(() => {
  folder = temporaryFolder();
  writeRecords(folder.path, testRecords(figures));
  corpus = openCorpus(folder.path, 'test');
});

afterEach(() => {
  corpus[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const tag: CurationChange = { kind: 'tags', add: ['seen'], remove: [] };
const count = (filter: string): number => openView(corpus, { text: '', filter }).total;

function changing(
  filter: string,
  except: readonly number[],
  change: CurationChange,
  stop = new AbortController(),
) {
  const request = { query: { text: '', filter }, except: new Set(except), change, by: 'ann' };
  return curateMatching(corpus, request, stop.signal);
}

async function lastOf(updates: AsyncIterable<MatchingUpdate>): Promise<MatchingUpdate | undefined> {
  let last: MatchingUpdate | undefined;
  for await (const update of updates) last = update;
  return last;
}

it('changes all that match but the exceptions, as one step, also where they stop matching', async () => {
  const pending = count('status:pending year>=2010');
  const before = count('status:accepted');
  const spared = openView(corpus, { text: '', filter: 'status:pending year>=2010' }).ids()[5];
  const last = await lastOf(
    changing('status:pending year>=2010', [spared], { kind: 'status', status: 'accepted' }),
  );
  expect(last).toMatchObject({ done: pending, total: pending });
  expect(last?.curated?.summary).toBe(`${(pending - 1).toLocaleString('en')} figures marked accepted`);
  expect(count('status:accepted')).toBe(before + pending - 1);
  undoCuration(corpus, 'ann');
  expect(count('status:accepted')).toBe(before);
});

it('lets others edit in between, and takes back only its own', async () => {
  let edited = false;
  for await (const { done } of changing('', [], tag)) {
    if (edited || done === 0 || done === figures) continue;
    edited = true;
    applyCuration(corpus, [figures - 1], { kind: 'tags', add: ['mine'], remove: [] }, 'bob');
  }
  expect(edited).toBe(true);
  expect(count('tag:seen')).toBe(figures);
  // The newest step is Bob's; the one below is all of the change.
  expect(undoCuration(corpus, 'ann').summary).toBe('Undone: Tag mine added to figure');
  expect(undoCuration(corpus, 'ann').summary).toBe('Undone: Tag seen added to 60,000 figures');
  expect(count('tag:seen')).toBe(0);
});

it('stopped or killed in the middle, what is done is one step that can be taken back', async () => {
  const stop = new AbortController();
  let done = 0;
  for await (const update of changing('', [], tag, stop)) {
    ({ done } = update);
    stop.abort();
  }
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(figures);
  corpus[Symbol.dispose]();
  corpus = openCorpus(folder.path, 'test');
  expect(count('tag:seen')).toBe(done);
  expect(undoCuration(corpus, 'ann').summary).toBe(
    `Undone: Tag seen added to ${done.toLocaleString('en')} figures`,
  );
  expect(count('tag:seen')).toBe(0);
});

it('finds a value among all of a field, counted over the view without its own condition', () => {
  const all = valuesOf(corpus, 'journal', 'test 3', 20);
  expect(all.length).toBe(11);
  expect(all.every(({ value }) => value.includes('Test 3'))).toBe(true);
  expect(all.map(({ count: n }) => n)).toEqual(
    all.map(({ count: n }) => n).toSorted((left, right) => right - left),
  );
  const [some] = valuesOf(corpus, 'journal', 'journal of test 31', 1, {
    text: '',
    filter: 'year:2015 journal:"Journal of Test 30"',
  });
  expect(some?.count).toBe(count('year:2015 journal:"Journal of Test 31"'));
});
