/** Which figures a piece of running text cites: "Figs 1-3", "Figures 2A and 4", "Fig. 5". Pure text, no tree. */

/** A figure as citations see it. `order` is its position in the document. */
export interface CitableFigure {
  readonly id: string;
  readonly citedAs: readonly string[];
  readonly label: string | undefined;
}

const dash = '[-\u2010-\u2015\u2212]';
const numberRange = new RegExp(
  `(\\d+)\\s*[A-Za-z]?\\s*(?:${dash}|\\bto\\b|\\bthrough\\b)\\s*(\\d+)(?![\\d.])`,
  'g',
);
const maxRange = 60;

/** The number of a label that is a word and a number only: `Figure 2.` is 2; `Figure 2-figure supplement 1` is none. */
export function labelNumber(label: string | undefined): number | undefined {
  const digits = /^\D{0,24}?\s*(\d+)\s*[.:]?$/.exec(label?.trim() ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What stands before the number of a label: `Figure`, `Scheme`, `Appendix figure`; '' for none. */
function labelKind(label: string | undefined): string {
  return (/^\D*/.exec(label?.trim() ?? '')?.[0] ?? '').replace(/[.\s]+$/, '').toLowerCase();
}

/** Numbers that a text spells as ranges, the ends left out: `Figs 2-5 and 7-9` gives 3, 4, 8. */
export function numbersWithin(text: string): readonly number[] {
  const numbers: number[] = [];
  for (const match of text.matchAll(numberRange)) {
    const first = Number(match[1]);
    const last = Number(match[2]);
    if (last - first > maxRange) continue;
    for (let number = first + 1; number < last; number += 1) numbers.push(number);
  }
  return numbers;
}

/** Whether the text between two citations makes them the ends of a range: a dash, `to`, `through`. */
export function joinsRange(between: string): boolean {
  return new RegExp(
    `^[\\s)\\]]*[A-Za-z]?\\s*(?:${dash}|to|through)\\s*(?:figs?\\.?|figures?)?\\s*[([]?\\s*$`,
    'i',
  ).test(between);
}

/** The figures strictly between two others, by the numbers of their labels (of the same kind), else by their ids. */
export function figuresBetween(
  first: CitableFigure,
  last: CitableFigure,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  const from = labelNumber(first.label);
  const to = labelNumber(last.label);
  if (from === undefined || to === undefined) return betweenById(first, last, figures);
  const kind = labelKind(first.label);
  if (labelKind(last.label) !== kind) return [];
  return figures.filter((figure) => {
    const number = labelNumber(figure.label);
    return number !== undefined && number > from && number < to && labelKind(figure.label) === kind;
  });
}

/** The figures whose label has one of the numbers, of the same kind as `like`. */
export function figuresNumbered(
  numbers: readonly number[],
  like: CitableFigure,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  const kind = labelKind(like.label);
  return figures.filter((figure) => {
    const number = labelNumber(figure.label);
    return number !== undefined && numbers.includes(number) && labelKind(figure.label) === kind;
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
