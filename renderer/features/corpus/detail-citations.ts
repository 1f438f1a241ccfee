/** Where a paragraph cites the figure that is open: `Figure 3A`, `Figs. 2–4`, `figures 1 and 3`. */
import type { TextRange } from '#renderer/ui/highlighted-text.tsx';

const citation =
  /\b(?:figures?|figs?\.?)\s*((?:S?\d{1,3}\s?[A-Za-z]{0,2}(?![a-z]))(?:\s*(?:,|&|and|to|through|[-–—−])\s*(?:S?\d{1,3}\s?[A-Za-z]{0,2}(?![a-z])|[A-Za-z](?![A-Za-z])))*)/gi;
const single = /(S?)(\d{1,3})/gi;
const range = /(S?)(\d{1,3})\s?[A-Za-z]?\s*(?:to|through|[-–—−])\s*(S?)(\d{1,3})/gi;

/** Ranges of the citations that name the figure of that label, spelled out or inside a range. */
export function citationRanges(text: string, label: string | undefined): readonly TextRange[] {
  const own = /(S?)(\d{1,3})\s*[.:]?\s*$/i.exec(label ?? '');
  if (!own) return [];
  const series = (own[1] ?? '').toUpperCase();
  const number = Number(own[2]);
  return [...text.matchAll(citation)].flatMap(({ 0: whole, 1: numbers = '', index }): TextRange[] =>
    names(numbers, series, number) ? [[index, index + whole.trimEnd().length]] : [],
  );
}

function names(numbers: string, series: string, wanted: number): boolean {
  const isSpelled = [...numbers.matchAll(single)].some(
    ([, prefix = '', digits]) => prefix.toUpperCase() === series && Number(digits) === wanted,
  );
  const isWithin = [...numbers.matchAll(range)].some(
    ([, prefix = '', first, , last]) =>
      prefix.toUpperCase() === series && Number(first) < wanted && wanted < Number(last),
  );
  return isSpelled || isWithin;
}
