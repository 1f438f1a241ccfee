import { expect, it } from 'vitest';
import { checkedFilters, noFilters } from './filter-form.ts';

it('sends nothing where nothing is typed', () => {
  expect(checkedFilters(noFilters)).toEqual({
    ok: true,
    filters: { minSidePx: 0, minCaptionWords: 0, duplicates: 'keep' },
  });
  expect(checkedFilters({ minSide: ' 64 ', minWords: '5', duplicates: 'skip' })).toEqual({
    ok: true,
    filters: { minSidePx: 64, minCaptionWords: 5, duplicates: 'skip' },
  });
});

it('says which number is none', () => {
  expect(checkedFilters({ ...noFilters, minSide: '-1' })).toEqual({
    ok: false,
    problems: { minSide: expect.stringContaining('whole number') },
  });
  expect(checkedFilters({ ...noFilters, minWords: '2.5' })).toMatchObject({
    problems: { minWords: expect.anything() },
  });
});
