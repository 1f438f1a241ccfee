import { expect, it } from 'vitest';
import { droppedFigure } from './dropped-figure.ts';

const transfer = (data: Readonly<Record<string, string>>) => ({
  getData: (type: string) => data[type] ?? '',
});

it('takes a row id, or a link to a figure out of any view', () => {
  expect(droppedFigure(transfer({ 'text/plain': '12' }))).toBe(12);
  const link = 'http://127.0.0.1:1/#/corpus/sample?figure=7';
  expect(droppedFigure(transfer({ 'text/uri-list': link, 'text/plain': link }))).toBe(7);
  expect(droppedFigure(transfer({ 'text/plain': '#/retrieve/sample?like=9' }))).toBe(9);
});

it('leaves everything else alone', () => {
  expect(droppedFigure(transfer({ 'text/plain': 'some words' }))).toBeUndefined();
  expect(droppedFigure(transfer({ 'text/uri-list': 'https://example.org/?figure=1' }))).toBeUndefined();
  expect(droppedFigure(transfer({}))).toBeUndefined();
});
