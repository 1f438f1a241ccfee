import { expect, it } from 'vitest';
import { captionPieces, panelRanges } from './caption-marks.ts';

const panelsIn = (caption: string, panels: readonly string[]) =>
  panelRanges(caption, panels).map(([start, end]) => caption.slice(start, end));

it('marks the letters of panels as captions write them', () => {
  expect(
    panelsIn('Imaging. (A) Radiograph. (B, C) CT. (d–f) Plots.', ['A', 'B', 'C', 'D', 'E', 'F']),
  ).toEqual(['A', 'B, C', 'd–f']);
  expect(panelsIn('A, radiograph; B: CT. C. Histology (a, left).', ['A', 'B', 'C'])).toEqual([
    'A',
    'B',
    'C',
    'a',
  ]);
  expect(panelsIn('(A and B) Two views (C) and one.', ['A', 'B', 'C'])).toEqual(['A and B', 'C']);
});

it('leaves letters alone that are no panels', () => {
  expect(panelsIn('Survival (P = 0.01), n (n) and E. coli (H&E stain).', ['A', 'B', 'C'])).toEqual([]);
  expect(panelsIn('(A) One.', [])).toEqual([]);
});

it('cuts a caption where models stop reading, and keeps every letter', () => {
  const caption = 'One two (A) three four five';
  const pieces = captionPieces(caption, {
    highlights: [[4, 7]],
    panels: [[9, 10]],
    cuts: [
      { context: 64, at: 17 },
      { context: 256, at: 22 },
    ],
  });
  expect(pieces.map((piece) => (piece.kind === 'line' ? '' : piece.text)).join('')).toBe(caption);
  expect(pieces.flatMap((piece) => (piece.kind === 'line' ? [[piece.context, piece.start]] : []))).toEqual([
    [64, 17],
    [256, 22],
  ]);
  const seen = pieces.flatMap((piece) => (piece.kind !== 'line' && !piece.unseen ? [piece.text] : []));
  expect(seen.join('')).toBe('One two (A) three');
  expect(pieces.filter((piece) => piece.kind === 'panel')).toMatchObject([{ text: 'A' }]);
  expect(pieces.filter((piece) => piece.kind !== 'line' && piece.marked)).toMatchObject([{ text: 'two' }]);
});

it('keeps a caption whole that nothing marks', () => {
  const pieces = captionPieces('Plain.', { highlights: [], panels: [], cuts: [] });
  expect(pieces).toEqual([{ kind: 'text', start: 0, text: 'Plain.', marked: false, unseen: false }]);
  expect(captionPieces('', { highlights: [], panels: [], cuts: [] })).toEqual([]);
});
