import { describe, expect, it } from 'vitest';
import { FigscopeError } from '../util/error.ts';
import {
  facetSelection,
  filterFieldsOf,
  filterWithout,
  formatFilter,
  parseFilter,
  setFacet,
  type Filter,
} from './filter.ts';
import { filterFields, isNumericField } from './filter-fields.ts';

function errorOf(text: string): FigscopeError {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof FigscopeError) return error;
  }
  throw new Error(`no FigscopeError for ${text}`);
}

/** A small deterministic generator (mulberry32), so that a failure can be repeated. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const awkwardValues = [
  'mri',
  'needs review',
  'a,b',
  'say "no"',
  '(x)',
  'back\\slash',
  'OR',
  '-minus',
  '1..2',
  'ä:ö',
  'AND',
];

function randomTerm(random: (below: number) => number): Filter {
  const field = filterFields[random(filterFields.length)] ?? 'tag';
  if (isNumericField(field)) {
    const from = 1990 + random(20);
    const choice = random(4);
    if (choice === 0) return { kind: 'range', field, from };
    if (choice === 1) return { kind: 'range', field, to: from };
    if (choice === 2) return { kind: 'range', field, from, to: from + random(9) };
    return { kind: 'values', field, values: [String(from), String(from + 1 + random(9))] };
  }
  const choices: Partial<Record<string, readonly string[]>> = {
    license: ['CC-BY', 'CC0', 'none'],
    split: ['train', 'test'],
    status: ['pending', 'rejected'],
    pmcid: ['PMC1', 'PMC22'],
    row: ['0', '17', '100..120'],
  };
  const pool = choices[field] ?? awkwardValues;
  const first = pool[random(pool.length)] ?? 'x';
  const second = pool[random(pool.length)] ?? 'y';
  return { kind: 'values', field, values: first === second ? [first] : [first, second] };
}

function randomFilter(random: (below: number) => number, depth: number): Filter {
  const kind = depth === 0 ? 3 : random(4);
  if (kind === 2) {
    const child = randomFilter(random, depth - 1);
    return child.kind === 'not' ? child : { kind: 'not', child };
  }
  if (kind === 3) return randomTerm(random);
  const joined = kind === 0 ? 'and' : 'or';
  const children = Array.from({ length: 2 + random(3) }, () => randomFilter(random, depth - 1));
  return {
    kind: joined,
    children: children.flatMap((child) => (child.kind === joined ? child.children : [child])),
  };
}

describe('parseFilter', () => {
  it('reads every form of the grammar', () => {
    expect(parseFilter('  ')).toEqual({ kind: 'all' });
    expect(parseFilter('year>=2015 license:cc-by,"CC0" -(tag:"a b" OR split:test)')).toEqual({
      kind: 'and',
      children: [
        { kind: 'range', field: 'year', from: 2015 },
        { kind: 'values', field: 'license', values: ['CC-BY', 'CC0'] },
        {
          kind: 'not',
          child: {
            kind: 'or',
            children: [
              { kind: 'values', field: 'tag', values: ['a b'] },
              { kind: 'values', field: 'split', values: ['test'] },
            ],
          },
        },
      ],
    });
    expect(parseFilter('Year>2015')).toEqual({ kind: 'range', field: 'year', from: 2016 });
    expect(parseFilter('width<300')).toEqual({ kind: 'range', field: 'width', to: 299 });
    expect(parseFilter('year:2010..2012')).toEqual({ kind: 'range', field: 'year', from: 2010, to: 2012 });
    expect(parseFilter('year:..2012')).toEqual({ kind: 'range', field: 'year', to: 2012 });
    expect(parseFilter('year:unknown')).toEqual({ kind: 'values', field: 'year', values: ['unknown'] });
    expect(parseFilter('pmcid:13900')).toEqual({ kind: 'values', field: 'pmcid', values: ['PMC13900'] });
    expect(parseFilter('row:7,012..20')).toEqual({ kind: 'values', field: 'row', values: ['7', '12..20'] });
    expect(parseFilter('year:2001,2005..2007')).toEqual({
      kind: 'or',
      children: [
        { kind: 'values', field: 'year', values: ['2001'] },
        { kind: 'range', field: 'year', from: 2005, to: 2007 },
      ],
    });
  });

  it('binds a space tighter than OR', () => {
    expect(parseFilter('split:test tag:a OR tag:b')).toEqual(parseFilter('(split:test tag:a) OR (tag:b)'));
    expect(parseFilter('split:test AND tag:a')).toEqual(parseFilter('split:test tag:a'));
    expect(parseFilter('--tag:a')).toEqual(parseFilter('tag:a'));
  });

  it.each([
    ['license:CC-BY color:red', 14, 'modality, year'],
    ['license:GPL', 8, 'CC-BY'],
    ['year:abc', 5, 'year:2015'],
    ['tag>=3', 0, 'year>=2015'],
    ['year:2020..2010', 5, 'smaller'],
    ['(tag:a', 0, 'Close'],
    ['tag:a)', 5, 'Remove'],
    ['tag:"a', 4, 'double quote'],
    ['tag:', 4, 'field:value'],
    ['tag:a,', 6, 'field:value'],
    ['tag:a OR', 8, 'field:value'],
    ['mri', 0, 'beside the filter'],
    ['tag:""', 4, 'field:value'],
  ])('refuses %s with the place and what to do', (text, position, remedy) => {
    const error = errorOf(text);
    expect(error.code).toBe('invalid-input');
    expect(error.facts?.['position']).toBe(position);
    expect(error.remedy).toContain(remedy);
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(errorOf(`${'('.repeat(5000)}tag:a${')'.repeat(5000)}`).code).toBe('invalid-input');
    expect(errorOf(`${'-'.repeat(50_000)}tag:a`).code).toBe('invalid-input');
  });

  it('never throws anything but invalid-input', () => {
    const random = randomNumbers(11);
    const pieces = [
      'year',
      ':',
      '>=',
      '<',
      '"',
      '(',
      ')',
      '-',
      'OR',
      ',',
      '..',
      ' ',
      '2015',
      'tag',
      '\\',
      'é',
      '\u0000',
    ];
    const texts = Array.from({ length: 3000 }, () =>
      Array.from({ length: random(10) }, () => pieces[random(pieces.length)]).join(''),
    );
    const foreign = texts.filter((text) => {
      try {
        parseFilter(text);
        return false;
      } catch (error) {
        return !(error instanceof FigscopeError);
      }
    });
    expect(foreign).toEqual([]);
  });
});

describe('formatFilter', () => {
  it('writes what parseFilter reads back, for thousands of random filters', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 3000; round += 1) {
      const filter = randomFilter(random, 3);
      expect(parseFilter(formatFilter(filter))).toEqual(filter);
    }
  });
});

describe('facets', () => {
  it('drops the conditions of one field and keeps the rest', () => {
    const without = (text: string) => formatFilter(filterWithout(parseFilter(text), 'year'));
    expect(without('year>=2015 license:CC-BY -year:2018')).toBe('license:CC-BY');
    expect(without('year:2015')).toBe('');
    expect(without('(year:2015 OR year>=2020) split:test')).toBe('split:test');
    expect(without('(year:2015 OR split:dev) split:test')).toBe('(year:2015 OR split:dev) split:test');
  });

  it('selects values in place and clears them', () => {
    expect(setFacet('', 'license', ['CC-BY'])).toBe('license:CC-BY');
    expect(setFacet('year>=2015 split:test', 'year', ['2016', '2017'])).toBe('year:2016,2017 split:test');
    expect(setFacet('license:CC-BY split:test tag:a', 'split', ['dev'])).toBe(
      'license:CC-BY split:dev tag:a',
    );
    expect(setFacet('split:test tag:a', 'split', [])).toBe('tag:a');
    expect(setFacet('split:test', 'split', [])).toBe('');
    expect(setFacet('tag:a OR tag:b', 'journal', ['Acta, A'])).toBe('(tag:a OR tag:b) journal:"Acta, A"');
    expect(facetSelection('journal:"Acta, A",B split:test', 'journal')).toEqual(['Acta, A', 'B']);
    expect(facetSelection('-journal:B', 'journal')).toEqual([]);
    expect([...filterFieldsOf(parseFilter('tag:a OR -(year>2 split:dev)'))]).toEqual([
      'tag',
      'year',
      'split',
    ]);
  });
});
