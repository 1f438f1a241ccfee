import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CurationChange } from '#app/domain/curation.ts';
import { openCorpus, type Corpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { figureDetail } from './figure-detail.ts';
import { historyOf } from './history.ts';
import { randomIntegers, temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { openView } from './view.ts';
import { redoCuration, undoCuration } from './revert.ts';

const figures = 200;
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

function restart(): void {
  corpus[Symbol.dispose]();
  corpus = openCorpus(folder.path, 'test');
}

const tag = (...add: string[]): CurationChange => ({ kind: 'tags', add, remove: [] });
const untag = (...remove: string[]): CurationChange => ({ kind: 'tags', add: [], remove });
const status = (value: 'accepted' | 'rejected' | 'draft' | 'pending'): CurationChange => ({
  kind: 'status',
  status: value,
});
const caption = (value: string): CurationChange => ({ kind: 'caption', caption: value });
const curationOf = (id: number) => figureDetail(corpus, id).curation;
const tagged = (name: string): number[] => [...openView(corpus, { text: '', filter: `tag:"${name}"` }).ids()];

/** What people see of every figure, for comparing whole states. */
function everything(): unknown[] {
  return Array.from({ length: figures }, (_none, id) => {
    const { caption: text, curation } = figureDetail(corpus, id);
    return [text, curation.status, curation.tags];
  });
}

describe('changes', () => {
  it('set status, tags and caption, with one history entry each, newest first', () => {
    applyCuration(corpus, [3], status('accepted'), 'ann');
    applyCuration(corpus, [3], tag('b', 'a', ' a '), 'bob');
    const original = figureDetail(corpus, 3).caption;
    applyCuration(corpus, [3], caption('A better caption.'), 'ann');
    expect(figureDetail(corpus, 3)).toMatchObject({
      caption: 'A better caption.',
      originalCaption: original,
      curation: { status: 'accepted', tags: ['a', 'b'], captionEdited: true, revision: 3 },
    });
    expect(historyOf(corpus, 3)).toMatchObject([
      { group: 3, revision: 3, by: 'ann', field: 'caption', before: original, after: 'A better caption.' },
      { group: 2, revision: 2, by: 'bob', field: 'tags', before: '[]', after: '["a","b"]' },
      { group: 1, revision: 1, by: 'ann', field: 'status', before: 'pending', after: 'accepted' },
    ]);
    applyCuration(corpus, [3], caption(original), 'ann');
    expect(curationOf(3).captionEdited).toBe(false);
  });

  it('leave no trace where nothing changes', () => {
    const { revision } = corpus;
    expect(applyCuration(corpus, [1, 2], status('pending'), 'ann')).toEqual({
      figures: [],
      summary: 'Nothing changed',
    });
    expect(applyCuration(corpus, [1, 2], untag('never'), 'ann').figures).toEqual([]);
    expect(corpus.revision).toBe(revision);
    expect(() => undoCuration(corpus, 'ann')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it.each([
    [[1], tag('unclear'), 'Tag unclear added to figure'],
    [[1, 2, 3], tag('unclear', 'dark'), 'Tags unclear, dark added to 3 figures'],
    [[1], status('accepted'), 'Figure marked accepted'],
    [[1, 2], status('rejected'), '2 figures marked rejected'],
    [[1], caption('x'), 'Caption saved'],
  ])('say what happened', (ids, change, summary) => {
    expect(applyCuration(corpus, ids, change, 'ann').summary).toBe(summary);
  });

  it('are all or nothing: an unknown figure undoes the whole action', () => {
    expect(() => applyCuration(corpus, [1, figures + 7], status('accepted'), 'ann')).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    expect(curationOf(1).status).toBe('pending');
    expect(historyOf(corpus, 1)).toEqual([]);
  });
});

describe('undo and redo', () => {
  it('take whole actions back and bring them back, also after a restart', () => {
    applyCuration(corpus, [1, 2, 3], tag('unclear'), 'ann');
    applyCuration(corpus, [2], caption('Edited'), 'ann');
    restart();
    expect(undoCuration(corpus, 'bob')).toEqual({ figures: [2], summary: 'Undone: Caption saved' });
    restart();
    expect(undoCuration(corpus, 'bob').figures).toEqual([1, 2, 3]);
    expect(tagged('unclear')).toEqual([]);
    expect(() => undoCuration(corpus, 'bob')).toThrow(expect.objectContaining({ code: 'not-found' }));
    restart();
    expect(redoCuration(corpus, 'bob').summary).toBe('Redone: Tag unclear added to 3 figures');
    expect(tagged('unclear')).toEqual([1, 2, 3]);
    expect(redoCuration(corpus, 'bob').figures).toEqual([2]);
    expect(figureDetail(corpus, 2).caption).toBe('Edited');
    expect(() => redoCuration(corpus, 'bob')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(historyOf(corpus, 2).map(({ undoes }) => undoes)).toEqual([2, 1, 1, 2, undefined, undefined]);
  });

  it('something new after an undo leaves nothing to redo', () => {
    applyCuration(corpus, [1], status('accepted'), 'ann');
    applyCuration(corpus, [1], status('draft'), 'ann');
    undoCuration(corpus, 'ann');
    applyCuration(corpus, [2], status('accepted'), 'ann');
    expect(() => redoCuration(corpus, 'ann')).toThrow(expect.objectContaining({ code: 'not-found' }));
    undoCuration(corpus, 'ann');
    redoCuration(corpus, 'ann');
    expect(curationOf(2).status).toBe('accepted');
    expect(() => redoCuration(corpus, 'ann')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('of one figure takes back its last action and spares what came later elsewhere', () => {
    applyCuration(corpus, [1, 2], status('accepted'), 'ann');
    applyCuration(corpus, [1, 2], tag('keep', 'drop'), 'ann');
    applyCuration(corpus, [2], status('rejected'), 'ann');
    applyCuration(corpus, [2], tag('later'), 'ann');
    expect(undoCuration(corpus, 'ann', 1).figures).toEqual([1, 2]);
    expect(curationOf(1)).toMatchObject({ status: 'accepted', tags: [] });
    expect(curationOf(2)).toMatchObject({ status: 'rejected', tags: ['later'] });
    undoCuration(corpus, 'ann', 1);
    expect(curationOf(1).status).toBe('pending');
    // The other figure was decided anew since: that decision stays.
    expect(curationOf(2).status).toBe('rejected');
    expect(() => undoCuration(corpus, 'ann', 1)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('walk back through many random actions to the beginning, and forward to the end', () => {
    const start = everything();
    const random = randomIntegers(21);
    const states = [start];
    for (let round = 0; round < 60; round += 1) {
      const ids = [...new Set(Array.from({ length: 1 + random(6) }, () => random(figures)))];
      const name = `tag ${random(4)}`;
      const changes = [
        tag(name),
        untag(name),
        status(random(2) === 0 ? 'accepted' : 'draft'),
        caption(`Text ${round}`),
      ];
      const { figures: changed } = applyCuration(corpus, ids, changes[random(changes.length)], 'ann');
      if (changed.length > 0) states.push(everything());
    }
    restart();
    for (let at = states.length - 2; at >= 0; at -= 1) {
      undoCuration(corpus, 'ann');
      expect(everything()).toEqual(states[at]);
    }
    for (let at = 1; at < states.length; at += 1) {
      redoCuration(corpus, 'ann');
      expect(everything()).toEqual(states[at]);
    }
    expect(everything()).toEqual(states.at(-1));
    corpus.database.exec("INSERT INTO fts(fts, rank) VALUES ('integrity-check', 1)");
  });
});

describe('another process', () => {
  it('is seen after a refresh: its rows, its decisions, its tags', () => {
    using other = openCorpus(folder.path, 'test');
    expect(tagged('shared')).toEqual([]);
    applyCuration(other, [5], tag('shared'), 'bob');
    applyCuration(other, [6], status('rejected'), 'bob');
    writeRecords(folder.path, testRecords(50, 2), 'more');
    other.refresh();
    applyCuration(other, [figures + 1], tag('shared'), 'bob');
    expect(tagged('shared')).toEqual([]);
    expect(openView(corpus, { text: '', filter: '' }).total).toBe(figures);
    corpus.refresh();
    expect(tagged('shared')).toEqual([5, figures + 1]);
    expect([...openView(corpus, { text: '', filter: 'status:rejected' }).ids()]).toEqual([6]);
    expect(openView(corpus, { text: '', filter: '' }).total).toBe(figures + 50);
    expect(corpus.revision).toBe(other.revision);
  });
});

it('says that the disk is full, keeps the caption as it was and goes on when there is room', () => {
  const before = figureDetail(corpus, 3);
  corpus.database.exec('PRAGMA max_page_count = 1');
  const long = caption('word '.repeat(20_000));
  expect(() => applyCuration(corpus, [3], long, 'ann')).toThrow(
    expect.objectContaining({ code: 'storage-full', message: expect.stringMatching(/disk is full/) }),
  );
  expect(figureDetail(corpus, 3)).toEqual(before);
  corpus.database.exec('PRAGMA max_page_count = 1000000');
  applyCuration(corpus, [3], long, 'ann');
  expect(figureDetail(corpus, 3).curation.captionEdited).toBe(true);
});

it('a bulk action on every figure is one step of the history', () => {
  const all = Array.from({ length: figures }, (_none, id) => id);
  expect(applyCuration(corpus, all, tag('bulk'), 'ann').figures.length).toBe(figures);
  expect(tagged('bulk').length).toBe(figures);
  undoCuration(corpus, 'ann');
  expect(tagged('bulk')).toEqual([]);
});
