import { describe, expect, it } from 'vitest';
import { completed, completionPlace, fieldSuggestions, valueSuggestions } from './completion.ts';

/** `|` is the caret. */
const placeIn = (marked: string) => completionPlace(marked.replace('|', ''), marked.indexOf('|'));

describe('the place of the caret', () => {
  it('is a field at the start of a word', () => {
    expect(placeIn('jou|')).toEqual({ kind: 'field', letters: 'jou', from: 0, to: 3 });
    expect(placeIn('lung -li|')).toEqual({ kind: 'field', letters: 'li', from: 6, to: 8 });
    expect(placeIn('(mod|')).toEqual({ kind: 'field', letters: 'mod', from: 1, to: 4 });
  });

  it('is a value after the sign, after a comma, and inside of quotes', () => {
    expect(placeIn('journal:|')).toMatchObject({ kind: 'value', field: 'journal', letters: '', from: 8 });
    expect(placeIn('lung license:CC-BY,cc|')).toMatchObject({ letters: 'cc', from: 19, before: ['CC-BY'] });
    expect(placeIn('journal:"PLoS O|')).toMatchObject({ letters: 'PLoS O', from: 8, to: 15 });
    expect(placeIn('-tag:"a, b",|')).toMatchObject({ field: 'tag', letters: '', before: ['a, b'] });
    expect(placeIn('year>=20|')).toMatchObject({ field: 'year', letters: '20' });
  });

  it('is nowhere inside of a word, nor after what is no field', () => {
    expect(placeIn('jo|urnal')).toBeUndefined();
    expect(placeIn('yaer:20|')).toBeUndefined();
    expect(placeIn('12|')).toBeUndefined();
  });
});

it('suggests fields by their first letters, numbers with their comparisons', () => {
  expect(fieldSuggestions('s').map(({ label }) => label)).toEqual(['split:', 'status:']);
  expect(fieldSuggestions('year').map(({ label }) => label)).toEqual(['year:', 'year>=', 'year<=']);
  expect(fieldSuggestions('')).toEqual([]);
  expect(fieldSuggestions('lung')).toEqual([]);
});

it('puts a value in its place, quoted where the grammar needs it', () => {
  const text = 'lung journal:plos year>=2010';
  const place = completionPlace(text, 17);
  if (!place) throw new Error('There is a value at the caret.');
  const [first] = valueSuggestions([{ value: 'PLoS ONE', count: 7 }], []);
  if (!first) throw new Error('There is one suggestion.');
  expect(completed(text, place, first)).toEqual({
    text: 'lung journal:"PLoS ONE" year>=2010',
    caret: 23,
  });
  expect(valueSuggestions([{ value: 'CC-BY', count: 1 }], ['cc-by'])).toEqual([]);
});
