import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facetFields, type CorpusQuery, type Sort } from '#app/domain/corpus.ts';
import { rowsOfValue } from '#app/domain/filter-fields.ts';
import { formatFilter, filterWithout, parseFilter, type Filter } from '#app/domain/filter.ts';
import { licenseCodes, splitNames, type CurationStatus, type FigureRecord } from '#app/domain/figure.ts';
import { openCorpus, type Corpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { figureDetail } from './figure-detail.ts';
import { resolveFigure } from './figure-reference.ts';
import { pageOf } from './page.ts';
import { queryCorpus } from './query.ts';
import { randomIntegers, temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { openView } from './view.ts';
import { countWords } from './words.ts';

const figures = 3000;
const folder = temporaryFolder();
let corpus: Corpus;

/** What every row should look like, held as plain objects. */
interface Row {
  readonly record: FigureRecord;
  readonly split: string;
  status: CurationStatus;
  readonly tags: Set<string>;
  updated: number;
}
let rows: Row[];

beforeAll(() => {
  writeRecords(folder.path, testRecords(figures));
  corpus = openCorpus(folder.path, 'test');
  const splits = corpus.columns.column('split').values;
  rows = [...testRecords(figures)].map((record, id) => ({
    record,
    split: splitNames[splits[id]],
    status: 'pending',
    tags: new Set(),
    updated: 0,
  }));
  const random = randomIntegers(5);
  for (let round = 0; round < 60; round += 1) {
    const ids = [...new Set(Array.from({ length: 1 + random(30) }, () => random(figures)))];
    const status = (['accepted', 'rejected', 'draft'] as const)[random(3)];
    const tag = ['unclear', 'Needs Review', 'compound'][random(3)];
    if (round % 2 === 0) applyCuration(corpus, ids, { kind: 'status', status }, 'ann');
    else applyCuration(corpus, ids, { kind: 'tags', add: [tag], remove: [] }, 'ann');
    for (const id of ids) {
      const row = rows[id];
      const changed = round % 2 === 0 ? row.status !== status : !row.tags.has(tag);
      if (round % 2 === 0) row.status = status;
      else row.tags.add(tag);
      if (changed) row.updated = corpus.columns.column('updated').at(id);
    }
  }
});

afterAll(() => {
  corpus[Symbol.dispose]();
  folder[Symbol.dispose]();
});

/** Values of a row as the grammar compares them. */
function valuesOf({ record, split, status, tags }: Row, field: string): string[] {
  const { article, image } = record;
  const values: Record<string, (string | number)[]> = {
    modality: [record.modality ?? 'unknown'],
    journal: [article.journal ?? 'unknown'],
    year: [article.year ?? 'unknown'],
    license: [article.license],
    split: [split],
    status: [status],
    tag: [...tags],
    article: [article.key],
    pmcid: [article.pmcid ?? ''],
    width: [image.width],
    height: [image.height],
  };
  return (values[field] ?? []).map(String);
}

function matches(row: Row, filter: Filter): boolean {
  if (filter.kind === 'values' && filter.field === 'row') {
    const id = rows.indexOf(row);
    return filter.values.map(rowsOfValue).some(([first, last]) => id >= first && id <= last);
  }
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return filter.children.every((child) => matches(row, child));
    case 'or':
      return filter.children.some((child) => matches(row, child));
    case 'not':
      return !matches(row, filter.child);
    case 'values': {
      const wanted = filter.values.map((value) => value.toLowerCase());
      return valuesOf(row, filter.field).some((value) => wanted.includes(value.toLowerCase()));
    }
    case 'range': {
      const value = Number(valuesOf(row, filter.field)[0]);
      return value >= (filter.from ?? 1) && value <= (filter.to ?? Infinity);
    }
  }
}

const idsMatching = (filter: string): number[] =>
  rows.flatMap((row, id) => (matches(row, parseFilter(filter)) ? [id] : []));
const query = (filter: string, sort?: Sort): CorpusQuery => ({ text: '', filter, ...(sort ? { sort } : {}) });

const filters = [
  '',
  'year>=2015',
  'year:unknown',
  '-year>=2015',
  'year:2001,2005..2009 license:CC0,CC-BY',
  'modality:MRI',
  'modality:unknown,ct -split:train',
  'journal:"journal of test 7","Journal of Test 8"',
  'status:accepted,draft',
  '-status:pending tag:unclear',
  'tag:"needs review" OR tag:compound',
  '(tag:unclear OR status:rejected) -license:CC-BY-NC width>500 height<=900',
  'article:PMC10000003,PMC10000005',
  'pmcid:10000004',
  'article:missing',
  'year>=2030',
  'license:none',
  'row:0,3,5..7',
  '-row:2..9 year>=2005',
  'row:999999',
];

describe('filters and facets', () => {
  it.each(filters)('"%s" selects what a plain evaluation selects', (filter) => {
    expect([...openView(corpus, query(filter)).ids()]).toEqual(idsMatching(filter));
  });

  it('agrees with a plain evaluation on random combinations', () => {
    const random = randomIntegers(99);
    const pieces = filters.slice(1);
    for (let round = 0; round < 80; round += 1) {
      const piece = () => `${random(3) === 0 ? '-' : ''}(${pieces[random(pieces.length)]})`;
      const filter = `${piece()} ${random(2) === 0 ? 'OR ' : ''}${piece()} ${piece()}`;
      expect({ filter, ids: [...openView(corpus, query(filter)).ids()] }).toEqual({
        filter,
        ids: idsMatching(filter),
      });
    }
  });

  it.each(filters)('"%s" counts facets without their own filter', (filter) => {
    const { total, facets } = queryCorpus(corpus, query(filter), facetFields);
    expect(total).toBe(idsMatching(filter).length);
    for (const field of facetFields) {
      const pool = idsMatching(formatFilter(filterWithout(parseFilter(filter), field)));
      const expected = new Map<string, number>();
      for (const id of pool) {
        for (const value of valuesOf(rows[id], field)) expected.set(value, (expected.get(value) ?? 0) + 1);
      }
      const counted = new Map(
        (facets[field] ?? []).filter(({ count }) => count > 0).map(({ value, count }) => [value, count]),
      );
      expect({ field, counted }).toEqual({ field, counted: expected });
    }
  });

  it('keeps a selected value in its facet when nothing has it', () => {
    const { facets } = queryCorpus(corpus, query('modality:nothing year>=2015'), ['modality', 'license']);
    expect(facets.modality?.at(-1)).toEqual({ value: 'nothing', count: 0 });
    expect(facets.license).toEqual([]);
  });
});

describe('order and pages', () => {
  function keyOf(row: Row, field: Sort['field'], id: number): number | string | undefined {
    switch (field) {
      case 'id':
        return id;
      case 'year':
        return row.record.article.year;
      case 'journal':
        return row.record.article.journal;
      case 'captionLength':
        return countWords(row.record.caption) || undefined;
      case 'updated':
        return row.updated || undefined;
    }
  }

  it.each([
    { field: 'id', direction: 'desc' },
    { field: 'year', direction: 'desc' },
    { field: 'year', direction: 'asc' },
    { field: 'journal', direction: 'asc' },
    { field: 'journal', direction: 'desc' },
    { field: 'captionLength', direction: 'asc' },
    { field: 'updated', direction: 'desc' },
    { field: 'updated', direction: 'asc' },
  ] as const)('sorts by $field $direction, stably, rows without a value last', (sort) => {
    const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
    const descending = sort.direction === 'desc';
    const expected = idsMatching('license:CC-BY,CC0,CC-BY-NC').sort((a, b) => {
      const [x, y] = [a, b].map((id) => keyOf(rows[id], sort.field, id));
      if (x === undefined || y === undefined) return x !== undefined ? -1 : y !== undefined ? 1 : a - b;
      const order = typeof x === 'string' ? collator.compare(x, String(y)) : x - Number(y);
      return (descending ? -order : order) || a - b;
    });
    expect([...openView(corpus, query('license:CC-BY,CC0,CC-BY-NC', sort)).ids()]).toEqual(expected);
  });

  it('pages are slices of the view, to the last row and beyond', () => {
    const view = query('year>=2010', { field: 'year', direction: 'desc' });
    const ids = [...openView(corpus, view).ids()];
    const paged: number[] = [];
    for (let offset = 0; offset <= ids.length; offset += 97) {
      paged.push(...pageOf(corpus, view, offset, 97).map(({ id }) => id));
    }
    expect(paged).toEqual(ids);
    expect(pageOf(corpus, query(''), figures - 2, 10).map(({ id }) => id)).toEqual([
      figures - 2,
      figures - 1,
    ]);
    expect(pageOf(corpus, view, ids.length + 5, 10)).toEqual([]);
  });

  it('shows every row as it was imported and curated', () => {
    // One record that says so is enough for its article.
    const retracted = new Set(
      rows.filter(({ record }) => record.article.retracted).map(({ record }) => record.article.key),
    );
    pageOf(corpus, query(''), 0, 500).forEach((summary, id) => {
      const { record, split, status, tags } = rows[id];
      expect(summary).toEqual({
        id,
        articleKey: record.article.key,
        figureId: record.figureId,
        label: record.label,
        caption: record.caption,
        highlights: [],
        title: record.article.title,
        journal: record.article.journal,
        year: record.article.year,
        license: record.article.license,
        modality: record.modality,
        split,
        status,
        tags: [...tags].sort(),
        captionEdited: false,
        ...(retracted.has(record.article.key) ? { retracted: true } : {}),
        sha256: record.image.sha256,
        width: record.image.width,
        height: record.image.height,
      });
    });
  });
});

describe('one figure', () => {
  it('is found by row id, article and figure, PMCID in any case, and hash', () => {
    const { record } = rows[17];
    const name = `${record.article.key}/${record.figureId}`;
    for (const reference of [17, '17', name, name.replace('PMC', 'pmc'), `sha256:${record.image.sha256}`]) {
      expect(resolveFigure(corpus, reference)).toBe(17);
    }
    for (const missing of [figures, 'PMC1/F1', 'nonsense', `sha256:${'0'.repeat(64)}`]) {
      expect(() => resolveFigure(corpus, missing)).toThrow(expect.objectContaining({ code: 'not-found' }));
    }
  });

  it('tells everything that the record said, and its siblings', () => {
    const { record } = rows[17];
    const siblings = rows.flatMap((row, id) =>
      row.record.article.key === record.article.key && id !== 17 ? [id] : [],
    );
    expect(figureDetail(corpus, 17)).toMatchObject({
      figureId: record.figureId,
      caption: record.caption,
      originalCaption: record.caption,
      mentions: record.mentions,
      panels: record.panels,
      image: record.image,
      siblings,
    });
    expect(licenseCodes).toContain(figureDetail(corpus, 17).article.license);
  });
});
