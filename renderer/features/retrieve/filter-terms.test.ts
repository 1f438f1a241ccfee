import { expect, it } from 'vitest';
import { bothFilters, filterProblem, filterTerms } from './filter-terms.ts';

it('takes a filter apart, so that each condition can be taken away', () => {
  expect(filterTerms('year:2015..2020 -split:test')).toEqual([
    { text: 'year:2015..2020', without: '-split:test' },
    { text: '-split:test', without: 'year:2015..2020' },
  ]);
  expect(filterTerms('  ')).toEqual([]);
});

it('joins conditions so that both hold', () => {
  expect(bothFilters('', 'year>2000')).toBe('year>=2001');
  const joined = bothFilters('split:test OR split:dev', 'modality:mri');
  expect(filterTerms(joined)).toHaveLength(2);
});

it('says why a filter cannot be read', () => {
  expect(filterProblem('colour:red')).toMatch(/no field "colour"/);
  expect(filterProblem('year>2000')).toBeUndefined();
});
