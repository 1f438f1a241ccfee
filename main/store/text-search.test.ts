import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import type { FigureRecord } from '#app/domain/figure.ts';
import { openCorpus, type Corpus, type CorpusOptions } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { pageOf } from './page.ts';
import { queryCorpus } from './query.ts';
import { randomIntegers, temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { hasHits } from './text-hits.ts';
import { parseTextQuery } from './text-query.ts';
import { bestMatches } from './text-search.ts';
import { openView } from './view.ts';

let folder: ReturnType<typeof temporaryFolder>;
const open: Corpus[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  for (const corpus of open.splice(0)) corpus[Symbol.dispose]();
  folder[Symbol.dispose]();
});

function corpusOf(captions: readonly string[], options?: CorpusOptions): Corpus {
  const [template] = testRecords(1);
  writeRecords(
    folder.path,
    captions.map((caption, row): FigureRecord => ({ ...template, figureId: `F${row}`, caption })),
  );
  return reopen(options);
}

function reopen(options?: CorpusOptions): Corpus {
  const corpus = openCorpus(folder.path, 'test', options);
  open.push(corpus);
  return corpus;
}

const none = { match: undefined, exclude: undefined, any: undefined };
const ask = (text: string, filter = ''): CorpusQuery => ({ text, filter });
const found = (corpus: Corpus, text: string): number[] =>
  [...openView(corpus, ask(text)).ids()].sort((a, b) => a - b);

const captions = [
  'Chest radiograph with left lower lobe pneumonia',
  'Axial CT of the chest, no pneumonia',
  'T2-weighted MRI of the brain',
  'Café-au-lait spots; β-catenin staining',
  'Cardiomegaly on a radiograph of the chest',
  'AND OR NOT NEAR are only words here',
];

describe('what a person types', () => {
  it.each([
    ['pneumonia', [0, 1]],
    ['PNEUMONIAS', [0, 1]],
    ['chest pneumonia', [0, 1]],
    ['"chest radiograph"', [0]],
    ['"radiograph chest"', []],
    ['cardio*', [4]],
    ['chest -pneumonia', [4]],
    ['-chest', [2, 3, 5]],
    ['-"chest radiograph" -mri', [1, 3, 4, 5]],
    ['mri OR cardiomegaly', [2, 4]],
    ['T2-weighted', [2]],
    ['cafe', [3]],
    ['β-catenin', [3]],
    ['near not', [5]],
    ['OR', [0, 1, 2, 3, 4, 5]],
    ['', [0, 1, 2, 3, 4, 5]],
    ['  --- "" * ', [0, 1, 2, 3, 4, 5]],
    ['absent', []],
    ['"chest', [0, 1, 4]],
  ])('%s', (text, ids) => {
    expect(found(corpusOf(captions), text)).toEqual(ids);
  });

  it('never becomes a syntax error, whatever the characters', () => {
    const corpus = corpusOf(captions);
    const random = randomIntegers(3);
    const pieces = [
      ...'"\'*-+^:(){}[]<>=~!@#$%&|\\/;,.?` \t\n\0\u0007'.split(''),
      'AND',
      'OR',
      'NOT',
      'NEAR(a b, 2)',
      'caption:',
      'fts',
      'chest',
      "'; DROP TABLE figure; --",
      'β',
      '漢字',
      '😀',
      '\ud800',
      'e\u0301',
    ];
    for (let round = 0; round < 3000; round += 1) {
      const text = Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join(
        random(2) === 0 ? '' : ' ',
      );
      expect(() => pageOf(corpus, ask(text), 0, 10)).not.toThrow();
      expect(() => bestMatches(corpus, text, 5, undefined)).not.toThrow();
    }
    expect(corpus.database.prepare('SELECT count(*) AS n FROM figure').get()?.['n']).toBe(captions.length);
  });

  it('takes a pasted page', () => {
    const corpus = corpusOf(captions);
    expect(found(corpus, Array.from({ length: 5000 }, () => 'chest').join(' '))).toEqual([0, 1, 4]);
    expect(found(corpus, 'chest OR '.repeat(2000))).toEqual([0, 1, 4]);
    expect(found(corpus, 'x'.repeat(1_000_000))).toEqual([]);
  });
});

describe('highlights', () => {
  const marked = (corpus: Corpus, text: string): string[][] =>
    pageOf(corpus, ask(text), 0, 10).map(({ caption, highlights }) =>
      highlights.map(([from, to]) => caption.slice(from, to)),
    );

  it('are ranges of the caption, stems and phrases included', () => {
    const corpus = corpusOf(captions);
    expect(marked(corpus, 'radiographs')).toEqual([['radiograph'], ['radiograph']]);
    expect(marked(corpus, '"lower lobe" pneumonia')).toEqual([['lower lobe', 'pneumonia']]);
    expect(marked(corpus, '-chest')).toEqual([[], [], []]);
  });

  it('keep their places beside emoji and characters of private use', () => {
    const corpus = corpusOf(['😀 \ue000 tumour \ue001\uf8ff and Tumours']);
    expect(marked(corpus, 'tumour')).toEqual([['tumour', 'Tumours']]);
  });
});

describe('ranking', () => {
  it('orders by bm25, equal scores by row', () => {
    const corpus = corpusOf([
      'cell',
      'cell cell cell',
      'cell and many other words that dilute it',
      'cell cell cell',
    ]);
    expect([...openView(corpus, ask('cell')).ids()]).toEqual([1, 3, 0, 2]);
    const { ids, scores } = bestMatches(corpus, 'cell', 3, undefined);
    expect([...ids]).toEqual([1, 3, 0]);
    expect(scores[0]).toBe(scores[1]);
    expect(scores[1]).toBeGreaterThan(scores[2]);
  });

  it('falls back to some of the words when a sentence matches nowhere', () => {
    const corpus = corpusOf(captions);
    expect([...bestMatches(corpus, 'radiograph showing pneumonia', 2, undefined).ids]).toEqual([0, 1]);
    expect([...bestMatches(corpus, '-chest', 2, undefined).ids]).toEqual([]);
  });

  it('puts rows with every word before those with some, and names the words that none has', () => {
    const corpus = corpusOf(['rare', 'rare rare', 'rare and common words in a long caption', 'common']);
    const found = bestMatches(corpus, 'rare common nowhere', 9, undefined);
    expect(found).toMatchObject({ rankable: true, withAllWords: 0, missing: ['nowhere'] });
    const both = bestMatches(corpus, 'rare common', 9, undefined);
    expect(both.ids[0]).toBe(2);
    expect(both).toMatchObject({ withAllWords: 1, missing: [] });
    expect(new Set(both.ids)).toEqual(new Set([0, 1, 2, 3]));
    expect(bestMatches(corpus, 'OR -rare', 9, undefined).rankable).toBe(false);
  });

  it.each([
    ['counted', { rankedAtMost: 50 }],
    ['estimated', { rankedAtMost: 50, sampledRows: 160 }],
  ])('ranks the newest matches only beyond its limit and says so: %s', (_how, options) => {
    writeRecords(folder.path, testRecords(2000));
    const exact = reopen();
    const bounded = reopen(options);
    for (const filter of ['', 'split:train', 'year>=2010']) {
      const wanted = [...openView(exact, ask('chest', filter)).ids()];
      const view = openView(bounded, ask('chest', filter));
      expect(view.total).toBe(wanted.length);
      expect(view.rankedWithin).toBe(50);
      const ids = [...view.ids()];
      expect(new Set(ids)).toEqual(new Set(wanted));
      expect(ids.length).toBe(wanted.length);
      const newest = new Set([...wanted].sort((a, b) => b - a).slice(0, 50));
      // The statistics of bm25 are those of the whole index: the newest keep the order that they have among all.
      expect(ids.slice(0, 50)).toEqual(wanted.filter((id) => newest.has(id)));
      expect(ids.slice(50)).toEqual(wanted.filter((id) => !newest.has(id)).sort((a, b) => b - a));
    }
    expect(openView(bounded, ask('chest "liver kidney"')).rankedWithin).toBeUndefined();
  });

  it('finds the first page of too many matches without listing them, and the next ones in the same order', () => {
    writeRecords(folder.path, testRecords(2000));
    const wanted = [...openView(reopen({ rankedAtMost: 50 }), ask('chest', 'year>=2010')).ids()];
    const corpus = reopen({ rankedAtMost: 50, sampledRows: 160 });
    const page = (offset: number, limit: number): number[] =>
      pageOf(corpus, ask('chest', 'year>=2010'), offset, limit).map(({ id }) => id);
    expect(page(0, 40)).toEqual(wanted.slice(0, 40));
    expect(hasHits(corpus, parseTextQuery('chest') ?? none)).toBe(false);
    expect(page(40, 40)).toEqual(wanted.slice(40, 80));
    expect(queryCorpus(corpus, ask('chest', 'year>=2010'), [])).toMatchObject({
      total: wanted.length,
      rankedWithin: 50,
    });
  });

  it('shows all there are where the estimate was too high', () => {
    // The sample looks at ten rows of every hundred and twenty-five.
    const corpus = corpusOf(
      Array.from({ length: 2000 }, (_none, row) => `${row % 125 < 2 ? 'seldom ' : ''}caption ${row}`),
      { rankedAtMost: 50, sampledRows: 160 },
    );
    expect(pageOf(corpus, ask('seldom'), 30, 60)).toHaveLength(2);
    const { total, rankedWithin } = queryCorpus(corpus, ask('seldom'), []);
    expect([total, rankedWithin]).toEqual([32, undefined]);
  });

  it('shows a phrase with far too many matches newest first, and says so', () => {
    writeRecords(folder.path, testRecords(2000));
    const phrase = '"chest radiograph"';
    const wanted = [...openView(reopen(), ask(phrase)).ids()].sort((a, b) => b - a);
    const view = openView(reopen({ rankedAtMost: 5 }), ask(phrase));
    expect(wanted.length).toBeGreaterThan(17);
    expect(view).toMatchObject({ total: wanted.length, rankedWithin: 0 });
    expect(view.slice(0, 60)).toEqual(Uint32Array.from(wanted.slice(0, 60)));
    expect(view.placeOf(wanted[7])).toBe(7);
  });

  it('finds the first rows of such a phrase without listing all, and the same ones', () => {
    writeRecords(folder.path, testRecords(2000));
    const phrase = '"chest radiograph"';
    const filter = 'split:train';
    const wanted = [...openView(reopen(), ask(phrase, filter)).ids()].sort((a, b) => b - a);
    const corpus = reopen({ rankedAtMost: 5 });
    expect(pageOf(corpus, ask(phrase, filter), 0, 9).map(({ id }) => id)).toEqual(wanted.slice(0, 9));
    expect(hasHits(corpus, parseTextQuery(phrase) ?? none)).toBe(false);
    expect(queryCorpus(corpus, ask(phrase, filter), [])).toMatchObject({
      total: wanted.length,
      rankedWithin: 0,
    });
    expect(pageOf(corpus, ask(phrase, filter), 3, 9).map(({ id }) => id)).toEqual(wanted.slice(3, 12));
    // A phrase beside a rare word has few captions to look at: it is ranked.
    expect(openView(corpus, ask(`${phrase} nowhere`)).rankedWithin).toBeUndefined();
  });

  it('meets filters and facets', () => {
    writeRecords(folder.path, testRecords(2000));
    const corpus = reopen();
    const all = new Set(found(corpus, 'chest lesion'));
    const { total, facets } = queryCorpus(corpus, ask('chest lesion', 'split:train'), ['split', 'year']);
    const train = [...openView(corpus, ask('', 'split:train')).ids()].filter((id) => all.has(id));
    expect(total).toBe(train.length);
    expect(facets.split?.reduce((sum, { count }) => sum + count, 0)).toBe(all.size);
    expect(facets.year?.reduce((sum, { count }) => sum + count, 0)).toBe(train.length);
  });
});

it('finds an edited caption by its new words only, at once', () => {
  const corpus = corpusOf(captions);
  expect(found(corpus, 'axial')).toEqual([1]);
  applyCuration(corpus, [1], { kind: 'caption', caption: 'Coronal reconstruction' }, 'ann');
  expect(found(corpus, 'axial')).toEqual([]);
  expect(found(corpus, 'coronal')).toEqual([1]);
  corpus.database.exec("INSERT INTO fts(fts, rank) VALUES ('integrity-check', 1)");
});
