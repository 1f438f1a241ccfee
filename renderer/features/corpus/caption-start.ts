/** The beginning of a caption for a card; when the match lies further back, the words around the match. */
import type { TextRange } from '#renderer/ui/highlighted-text.tsx';

const shownCharacters = 160;
const visibleCharacters = 60;
const before = 24;

export function captionStart(
  caption: string,
  highlights: readonly TextRange[],
): { readonly text: string; readonly ranges: readonly TextRange[] } {
  const first = highlights.reduce((least, [start]) => Math.min(least, start), Infinity);
  if (!Number.isFinite(first) || first < visibleCharacters) {
    return { text: caption.slice(0, shownCharacters), ranges: highlights };
  }
  const space = caption.indexOf(' ', first - before);
  const from = space >= 0 && space < first ? space + 1 : first;
  const shift = from - 2;
  return {
    text: `… ${caption.slice(from, from + shownCharacters)}`,
    ranges: highlights.flatMap(([start, end]): readonly TextRange[] =>
      start >= from ? [[start - shift, end - shift]] : [],
    ),
  };
}
