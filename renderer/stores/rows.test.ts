import { expect, it } from 'vitest';
import { sampleFigures } from '#renderer/test/sample-figures.ts';
import {
  allKnown,
  indexOfFigure,
  type Pages,
  pageSize,
  pagesToFetch,
  patched,
  rowAt,
  staled,
  withPage,
  withRows,
} from './rows.ts';

const figures = sampleFigures(pageSize * 3);
const page = (number: number) => figures.slice(number * pageSize, (number + 1) * pageSize);
const first: Pages = withPage(new Map(), 0, page(0));

it('finds rows by their place in the view', () => {
  const pages = withPage(first, 2, page(2));
  expect(rowAt(pages, 5)?.id).toBe(5);
  expect(rowAt(pages, pageSize * 2 + 1)?.id).toBe(pageSize * 2 + 1);
  expect(rowAt(pages, pageSize)).toBeUndefined();
  expect(indexOfFigure(pages, pageSize * 2 + 7)).toBe(pageSize * 2 + 7);
  expect(indexOfFigure(pages, pageSize)).toBeUndefined();
});

it('fetches what is missing or stale: what is on screen, then what comes next', () => {
  const total = pageSize * 6;
  expect(pagesToFetch(first, 0, 10, true, total)).toEqual([1, 2]);
  expect(pagesToFetch(staled(first), 0, 10, true, total)).toEqual([0, 1, 2]);
  expect(pagesToFetch(new Map(), pageSize, pageSize * 2 + 1, true, total)).toEqual([1, 2, 3, 4]);
  expect(pagesToFetch(new Map(), pageSize * 3, pageSize * 4 + 1, false, total)).toEqual([4, 3, 2, 1]);
  expect(pagesToFetch(new Map(), total - 5, total + 5, true, total)).toEqual([5]);
});

it('keeps the rows of stale pages on screen until new ones are there', () => {
  expect(rowAt(staled(first), 3)?.id).toBe(3);
  expect(pagesToFetch(withPage(staled(first), 0, page(0)), 0, 10, true, pageSize)).toEqual([]);
});

it('shows single rows of a page, and still fetches the page', () => {
  const from = pageSize - 2;
  const pages = withRows(first, from, figures.slice(from, from + 5));
  expect(allKnown(pages, from, from + 5)).toBe(true);
  expect(allKnown(pages, from, from + 6)).toBe(false);
  expect(indexOfFigure(pages, pageSize + 2)).toBe(pageSize + 2);
  expect(pagesToFetch(pages, from, from + 5, true, pageSize * 2)).toEqual([1]);
  expect(rowAt(withRows(pages, pageSize + 9, figures.slice(9, 10)), pageSize)?.id).toBe(pageSize);
});

it('forgets the pages that were used least recently', () => {
  let pages: Pages = new Map();
  for (let number = 0; number < 100; number++) pages = withPage(pages, number, page(0));
  expect(pages.size).toBe(64);
  expect(pages.has(0)).toBe(false);
  expect(pages.has(99)).toBe(true);
});

it('shows an edit at once, and keeps the marks of the search while the words are the same', () => {
  const marked: Pages = withPage(new Map(), 0, [{ ...figures[0]!, highlights: [[0, 5]] }]);
  const accepted = patched(marked, [{ ...figures[0]!, status: 'accepted', highlights: [] }]);
  expect(rowAt(accepted, 0)).toMatchObject({ status: 'accepted', highlights: [[0, 5]] });
  const rewritten = patched(marked, [{ ...figures[0]!, caption: 'Other words', highlights: [] }]);
  expect(rowAt(rewritten, 0)).toMatchObject({ caption: 'Other words', highlights: [] });
});
