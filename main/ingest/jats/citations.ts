/** Which figures a piece of running text cites: "Figs 1-3", "Figures 2A and 4", "Fig. 5". Pure text, no tree. */

/** A figure as citations see it. */
export interface CitableFigure {
  readonly id: string;
  readonly citedAs: readonly string[];
  readonly label: string | undefined;
}

const dash = '[-\u2010-\u2015\u2212]';
const numberRange = new RegExp(
  `(?<!\\d)(\\d{1,5})(?:\\s?[A-Za-z])?\\s?(?:${dash}|\\bto\\b|\\bthrough\\b)\\s?[A-Z]?(\\d{1,5})(?![\\d.]*\\d)`,
  'g',
);
const maxRange = 60;

/** A label in the two parts that ranges need: `Figure 4-figure supplement 1.` is `figure 4-figure supplement`, 1. */
export interface LabelParts {
  /** Lower case, without spaces and full stops. */
  readonly prefix: string;
  readonly number: number;
}

/** Splits a label that ends in a number; `Figure 2A` and labels without number have no parts. */
export function labelParts(label: string | undefined): LabelParts | undefined {
  const match = /^(.*?)(\d{1,5})\s*[.:]?$/s.exec(label?.trim() ?? '');
  if (!match) return undefined;
  return { prefix: (match[1] ?? '').toLowerCase().replace(/[\s.]+/g, ''), number: Number(match[2]) };
}

/** Ranges that a text spells: `Figs 2-5 and S7 to S9` gives [2, 5] and [7, 9]. */
export function spelledRanges(text: string): readonly (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (const match of text.matchAll(numberRange)) {
    const first = Number(match[1]);
    const last = Number(match[2]);
    if (last > first && last - first <= maxRange) ranges.push([first, last]);
  }
  return ranges;
}

const joins = new RegExp(
  `^[\\s)\\]]*(?:[A-Za-z]\\s*)?(?:${dash}|to|through)\\s*(?:fig(?:ure)?s?\\.?\\s*)?[([]?\\s*$`,
  'i',
);
/** Two citations further apart than this are two citations. */
export const maxJoinCharacters = 40;

/** Whether the text between two citations makes them the ends of a range: a dash, `to`, `through`. */
export function joinsRange(between: string): boolean {
  return between.length <= maxJoinCharacters && joins.test(between);
}

/** The figures strictly between two others, by their labels where these have the same prefix, else by their ids. */
export function figuresBetween(
  first: CitableFigure,
  last: CitableFigure,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  const from = labelParts(first.label);
  const to = labelParts(last.label);
  if (!from || !to) return betweenById(first, last, figures);
  return from.prefix === to.prefix ? numbered(from.prefix, from.number + 1, to.number - 1, figures) : [];
}

/** The figures of the ranges that a citation of `cited` spells; a range must begin or end at that figure. */
export function figuresSpelled(
  text: string,
  cited: CitableFigure,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  const ranges = spelledRanges(text);
  const parts = ranges.length === 0 ? undefined : labelParts(cited.label);
  if (!parts) return [];
  return ranges
    .filter((range) => range.includes(parts.number))
    .flatMap(([from, to]) => numbered(parts.prefix, from, to, figures));
}

function numbered(
  prefix: string,
  from: number,
  to: number,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  return figures.filter((figure) => {
    const parts = labelParts(figure.label);
    return parts !== undefined && parts.prefix === prefix && parts.number >= from && parts.number <= to;
  });
}

function betweenById(
  first: CitableFigure,
  last: CitableFigure,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  const start = splitId(first.id);
  const end = splitId(last.id);
  if (!start || !end || start.prefix !== end.prefix) return [];
  return figures.filter((figure) => {
    const parts = splitId(figure.id);
    return parts && parts.prefix === start.prefix && parts.number > start.number && parts.number < end.number;
  });
}

function splitId(id: string): { readonly prefix: string; readonly number: number } | undefined {
  const match = /^(.*?)(\d+)$/.exec(id);
  return match ? { prefix: match[1] ?? '', number: Number(match[2]) } : undefined;
}
