import { expect, test } from 'vitest';
import { figuresBetween, figuresSpelled, joinsRange, labelParts, spelledRanges } from './citations.ts';
import type { CitableFigure } from './citations.ts';

const fig = (id: string, label?: string): CitableFigure => ({ id, citedAs: [id], label });
const plain = [1, 2, 3, 4, 5].map((number) => fig(`F${number}`, `Figure ${number}.`));
const [first, second, , fourth] = plain;
const supplements = [1, 2, 3].map((number) => fig(`F4s${number}`, `Figure 4—figure supplement ${number}.`));
const all = [...plain, ...supplements];
const ids = (figures: readonly CitableFigure[]): string => figures.map(({ id }) => id).join(' ');

test('splits labels into kind and number', () => {
  expect(labelParts('Figure 2.')).toEqual({ prefix: 'figure', number: 2 });
  expect(labelParts('Fig. S12:')).toEqual({ prefix: 'figs', number: 12 });
  expect(labelParts('Figure 2A')).toBeUndefined();
  expect(labelParts(undefined)).toBeUndefined();
});

test('reads ranges in words', () => {
  expect(spelledRanges('Figs 2–5 and 7 to 9')).toEqual([
    [2, 5],
    [7, 9],
  ]);
  expect(spelledRanges('Figure 1A-3C')).toEqual([[1, 3]]);
  expect(spelledRanges('Figure 2A–C')).toEqual([]);
  expect(spelledRanges('Figures S1-S3')).toEqual([[1, 3]]);
  expect(spelledRanges('in 1998-2010')).toEqual([[1998, 2010]]);
});

test('a spelled range must touch the figure that is cited', () => {
  expect(first && ids(figuresSpelled('Figs 1-3', first, all))).toBe('F1 F2 F3');
  expect(fourth && ids(figuresSpelled('Figs 2-4', fourth, all))).toBe('F2 F3 F4');
  expect(first && ids(figuresSpelled('1998-2010', first, all))).toBe('');
});

test('a range of supplements is none of main figures', () => {
  const [supplement] = supplements;
  const text = 'Figure 4—figure supplements 1–3';
  expect(supplement && ids(figuresSpelled(text, supplement, all))).toBe('F4s1 F4s2 F4s3');
  expect(fourth && ids(figuresSpelled(text, fourth, all))).toBe('');
});

test('finds what lies between two cited figures', () => {
  expect(first && fourth && ids(figuresBetween(first, fourth, all))).toBe('F2 F3');
  expect(first && second && ids(figuresBetween(first, second, all))).toBe('');
  const unlabelled = ['g001', 'g002', 'g003'].map((id) => fig(id));
  const [a, , c] = unlabelled;
  expect(a && c && ids(figuresBetween(a, c, unlabelled))).toBe('g002');
});

test.each([
  ['–', true],
  [' - ', true],
  [' to ', true],
  ['A–', true],
  [' through Fig. ', true],
  [' and ', false],
  [', ', false],
  [' compared to the control in ', false],
])('%j joins a range: %s', (between, joins) => {
  expect(joinsRange(between)).toBe(joins);
});

test.each(['1', '1-', ' ', '1 to ', 'Figure 1-'])('%j a hundred thousand times is no trap', (part) => {
  const text = part.repeat(100_000);
  expect(spelledRanges(text).length).toBeLessThanOrEqual(100_000);
  expect(joinsRange(text)).toBe(false);
  expect(labelParts(text)?.number ?? 0).toBeLessThan(100_000);
});
