import { describe, expect, it } from 'vitest';
import { cleanCaption } from './clean-caption.ts';
import { sourceOffsets } from './source-offsets.ts';

/** Every word of the cleaned text, as it stands in the source. */
function wordsInSource(source: string): readonly (readonly [string, string])[] {
  const cleaned = cleanCaption(source);
  const offsets = sourceOffsets(source, cleaned);
  return [...cleaned.matchAll(/\S+/g)].map(({ 0: word, index }) => [
    word,
    source.slice(offsets.start(index), offsets.end(index + word.length)),
  ]);
}

describe('places of cleaned words in the source', () => {
  it('are found behind references, also those that were escaped twice', () => {
    expect(wordsInSource('a &amp;lt; b a b')).toEqual([
      ['a', 'a'],
      ['<', '&amp;lt;'],
      ['b', 'b'],
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(wordsInSource('x&nbsp;&nbsp;y')).toEqual([
      ['x', 'x'],
      ['y', 'y'],
    ]);
  });

  it('are found behind white space of any length, at the start and the end too', () => {
    const gap = `\n${' '.repeat(300)}`;
    expect(wordsInSource(`${gap}one${gap}two,${gap}three${gap}`)).toEqual([
      ['one', 'one'],
      ['two,', 'two,'],
      ['three', 'three'],
    ]);
  });

  it('are found in text that was decoded wrongly', () => {
    expect(wordsInSource('Dose 5 Âµg/ml â€“ at 37 Â°C in cells')).toEqual([
      ['Dose', 'Dose'],
      ['5', '5'],
      // The sign before it belongs to no word of the cleaned text.
      ['µg/ml', 'µg/ml'],
      ['–', 'â€“'],
      ['at', 'at'],
      ['37', '37'],
      ['°C', '°C'],
      ['in', 'in'],
      ['cells', 'cells'],
    ]);
  });

  it('are the same where nothing was cleaned', () => {
    const offsets = sourceOffsets('as it is', 'as it is');
    expect([offsets.start(3), offsets.end(5)]).toEqual([3, 5]);
  });
});
