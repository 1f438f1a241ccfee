import { expect, it } from 'vitest';
import { wordDiff } from './word-diff.ts';

const before = 'Axial CT at the level of the carina,  no effusion.';
const after = 'Edited. Axial CT at the carina, small effusion.';

it('joins back to both texts', () => {
  const pieces = wordDiff(before, after);
  const without = (kind: string) =>
    pieces
      .filter((piece) => piece.kind !== kind)
      .map((piece) => piece.text)
      .join('')
      .replaceAll(/\s+/g, ' ');
  expect(without('added')).toBe(before.replaceAll(/\s+/g, ' '));
  expect(without('removed')).toBe(after);
  expect(pieces[0]).toEqual({ kind: 'added', text: 'Edited. ' });
});

it('has nothing to say about equal texts, and one replacement for very long ones', () => {
  expect(wordDiff('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
  expect(wordDiff('', '')).toEqual([]);
  expect(wordDiff('', 'new words')).toEqual([{ kind: 'added', text: 'new words' }]);
  const long = Array.from({ length: 2000 }, (_, index) => `w${index}`).join(' ');
  expect(wordDiff(long, `${long} end`).map((piece) => piece.kind)).toEqual(['removed', 'added']);
});
