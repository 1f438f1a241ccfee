/** A caption in pieces: what the query matched, its panel letters, and where models stop reading. */
import type { TextRange } from '#renderer/ui/highlighted-text.tsx';

export interface CaptionPiece {
  readonly kind: 'text' | 'panel';
  readonly start: number;
  readonly text: string;
  readonly marked: boolean;
  /** Behind the first line: a model with that context never sees it. */
  readonly unseen: boolean;
}

export interface CaptionLine {
  readonly kind: 'line';
  readonly start: number;
  readonly context: number;
}

const letters = '[A-Za-z](?:\\d{1,2})?';
/** `(A)`, `(A, B)`, `(a–c)`, `(A; left`, with the letters alone as the match. */
const bracketed = new RegExp(
  `(?<=[([]\\s?)${letters}(?:\\s?(?:,|;|&|and|[-–—])\\s?${letters}){0,12}(?=\\s?(?:[)\\]]|[,;:]\\s))`,
  'g',
);
/** `A,` `A:` `A.` `A)` at the start of the caption or of a sentence. */
const leading = new RegExp(
  `(?<=^|[.;:]\\s)${letters}(?:\\s?(?:,|&|and|[-–—])\\s?${letters}){0,12}(?=\\s?[:)]|,\\s|\\.\\s[A-Z])`,
  'g',
);

/** Places of the letters of known panels, in order. Letters that are no panels of the figure are left alone. */
export function panelRanges(caption: string, panels: readonly string[]): readonly TextRange[] {
  if (panels.length === 0) return [];
  const known = new Set(panels.map((panel) => panel.toUpperCase()));
  const found = new Map<number, number>();
  for (const pattern of [bracketed, leading]) {
    for (const { 0: text, index } of caption.matchAll(pattern)) {
      const named = text.replaceAll('and', ' ').match(/[A-Za-z]/g) ?? [];
      if (named.length > 0 && named.every((letter) => known.has(letter.toUpperCase())))
        found.set(index, index + text.length);
    }
  }
  return [...found].toSorted(([a], [b]) => a - b);
}

export interface CaptionMarks {
  readonly highlights: readonly TextRange[];
  readonly panels: readonly TextRange[];
  /** Places of the lines, in order of their context. */
  readonly cuts: readonly { readonly context: number; readonly at: number }[];
}

/** Pieces in reading order, cut at every border; joined, the texts are the caption. */
export function captionPieces(
  caption: string,
  { highlights, panels, cuts }: CaptionMarks,
): readonly (CaptionPiece | CaptionLine)[] {
  const borders = [...highlights, ...panels].flat().concat(
    cuts.map(({ at }) => at),
    [0, caption.length],
  );
  const places = [...new Set(borders)]
    .filter((at) => at >= 0 && at <= caption.length)
    .toSorted((a, b) => a - b);
  const within = (ranges: readonly TextRange[], at: number): boolean =>
    ranges.some(([start, end]) => at >= start && at < end);
  const firstCut = Math.min(...cuts.map(({ at }) => at));
  return places.flatMap((start, index): readonly (CaptionPiece | CaptionLine)[] => {
    const lines = cuts
      .filter(({ at }) => at === start)
      .map(({ context }) => ({ kind: 'line' as const, start, context }));
    const end = places[index + 1];
    if (end === undefined) return lines;
    const piece: CaptionPiece = {
      kind: within(panels, start) ? 'panel' : 'text',
      start,
      text: caption.slice(start, end),
      marked: within(highlights, start),
      unseen: start >= firstCut,
    };
    return [...lines, piece];
  });
}
