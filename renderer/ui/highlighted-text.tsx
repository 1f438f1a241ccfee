import { Fragment } from 'react';

export type TextRange = readonly [start: number, end: number];

/** Text with half-open character ranges marked; ranges may overlap or lie outside. */
export const HighlightedText = ({ text, ranges }: { text: string; ranges: readonly TextRange[] }) => (
  <>
    {splitByRanges(text, ranges).map((piece) =>
      piece.marked ? (
        <mark key={piece.start}>{piece.text}</mark>
      ) : (
        <Fragment key={piece.start}>{piece.text}</Fragment>
      ),
    )}
  </>
);

export interface TextPiece {
  readonly start: number;
  readonly text: string;
  readonly marked: boolean;
}

/** Cuts text at the borders of the ranges: pieces in order, without gaps. */
export function splitByRanges(text: string, ranges: readonly TextRange[]): readonly TextPiece[] {
  const sorted = [...ranges].toSorted((left, right) => left[0] - right[0]);
  const pieces: TextPiece[] = [];
  let at = 0;
  const push = (end: number, marked: boolean): void => {
    if (end > at) pieces.push({ start: at, text: text.slice(at, end), marked });
    at = Math.max(at, end);
  };
  for (const [start, end] of sorted) {
    push(Math.min(start, text.length), false);
    push(Math.min(end, text.length), true);
  }
  push(text.length, false);
  return pieces;
}
