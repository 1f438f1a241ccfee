import { expect, test } from 'vitest';
import { panelLetters } from './panels.ts';

test.each([
  ['(A) One. (B) Two. (C) Three.', 'ABC'],
  ['Title. A) one; B) two', 'AB'],
  ['A, One thing. B, Another. (C and D) Both.', 'ABCD'],
  ['(a-c) Slices, (d) whole.', 'ABCD'],
  ['(A–C, E) x (D) y', 'ABCDE'],
  ['In panels A to D, arrows show bone.', 'ABCD'],
  ['A. The disk turns. B. The disk stops.', 'AB'],
  ['Levels of peptide (NPY; A & B) and protein (AgRP; C & D).', 'ABCD'],
  ["(A) x (A') y (B1,2) z (Ci) w", 'ABC'],
  ['(A, left) small (B; right) large', 'AB'],
  ['Scans [a] before and [b] after.', 'AB'],
])('%s', (caption, panels) => {
  expect(panelLetters(caption).join('')).toBe(panels);
});

test.each([
  'Growth of human (H), bacterial (B) and plant (P) cells.',
  'A. thaliana leaves. B. subtilis was grown.',
  'Only one (A) here.',
  'The function f(A) of x.',
  'No letters at all.',
  '',
])('no panels in: %s', (caption) => {
  expect(panelLetters(caption)).toEqual([]);
});

test.each(['A, ', '(A,', ' A', '(A-B) ', 'panel A', 'A. B', '(', '1'])(
  '%j a hundred thousand times is no trap',
  (part) => {
    expect(panelLetters(part.repeat(100_000)).length).toBeLessThanOrEqual(26);
  },
);
