import { expect, it } from 'vitest';
import { addTerms, chipsOf, splitTyped, withYearRange, yearRange } from './filter-edit.ts';

it('shows one chip per condition, each knowing the filter without it', () => {
  const chips = chipsOf('year:2015..2020 license:CC-BY,CC0 -status:rejected');
  expect(chips.map(({ field, value, tone }) => [field, value, tone])).toEqual([
    ['year', '2015–2020', 'filter'],
    ['licence', 'CC BY, CC0', 'filter'],
    ['not status', 'rejected', 'negated'],
  ]);
  expect(chips[1]?.without).toBe('year:2015..2020 -status:rejected');
  expect(chipsOf('')).toEqual([]);
});

it('shows a filter that cannot be read as one chip that says why', () => {
  const [chip] = chipsOf('yaer:2015');
  expect(chip).toMatchObject({ tone: 'error', value: 'yaer:2015', without: '' });
  expect(chip?.problem).toContain('yaer');
});

it('tells conditions from words', () => {
  expect(splitTyped('tension year>=2015 pneumothorax -license:CC0 journal:"Eur Radiol"')).toEqual({
    text: 'tension pneumothorax',
    terms: 'year>=2015 -license:CC0 journal:"Eur Radiol"',
  });
  expect(splitTyped('ratio 2:1 stain: blue')).toEqual({ text: 'ratio 2:1 stain: blue', terms: '' });
  expect(splitTyped('  lung  ')).toEqual({ text: 'lung', terms: '' });
});

it('adds typed conditions, and keeps those that cannot be read', () => {
  expect(addTerms('year:2015', 'split:test')).toBe('year:2015 split:test');
  expect(addTerms('', 'split:nonsense')).toBe('split:nonsense');
});

it('sets, replaces and clears the range of years', () => {
  const set = withYearRange('modality:ct', { from: 2010, to: 2020 });
  expect(set).toBe('modality:ct year:2010..2020');
  expect(yearRange(set)).toMatchObject({ from: 2010, to: 2020 });
  expect(withYearRange(set, { from: 2011, to: 2011 })).toBe('modality:ct year:2011..2011');
  expect(withYearRange(set, undefined)).toBe('modality:ct');
  expect(yearRange('year>=2015')).toMatchObject({ from: 2015 });
  expect(yearRange('modality:ct')).toBeUndefined();
});
