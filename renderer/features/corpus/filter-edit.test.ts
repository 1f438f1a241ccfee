import { expect, it } from 'vitest';
import {
  addTerms,
  chipsOf,
  facetChoice,
  toggledChoice,
  withFacetChoice,
  withYearRange,
  yearRange,
} from './filter-edit.ts';

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

it('includes and excludes values of a facet, one in place of the other', () => {
  const filter = 'year:2015 journal:Cureus -journal:"Sci Rep"';
  const choice = facetChoice(filter, 'journal');
  expect(choice).toEqual({ included: ['Cureus'], excluded: ['Sci Rep'] });
  expect(facetChoice(filter, 'license')).toEqual({ included: [], excluded: [] });
  const turned = toggledChoice(choice, 'Cureus', 'exclude');
  expect(turned).toEqual({ included: [], excluded: ['Sci Rep', 'Cureus'] });
  expect(withFacetChoice(filter, 'journal', turned)).toBe('year:2015 -journal:"Sci Rep",Cureus');
  const cleared = toggledChoice(toggledChoice(turned, 'Cureus', 'exclude'), 'Sci Rep', 'exclude');
  expect(withFacetChoice(filter, 'journal', cleared)).toBe('year:2015');
});
