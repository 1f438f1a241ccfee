/** Which characters of a caption a text query matched, found by FTS5 itself (stems, prefixes, phrases). */
import type { Corpus } from './corpus.ts';
import { numberOf, textOf } from './cells.ts';
import type { TextQuery } from './text-query.ts';

/** Half-open ranges of UTF-16 positions, ascending, not touching. */
export type Ranges = [number, number][];

/** The private use area: characters that text does not hold, as a rule. */
const firstPrivateCharacter = 0xe000;
const lastPrivateCharacter = 0xf8ff;

/** Ranges by figure id; figures without a match are absent. */
export function highlightsOf(
  corpus: Corpus,
  { match }: TextQuery,
  figures: readonly { readonly id: number; readonly caption: string }[],
): Map<number, Ranges> {
  const found = new Map<number, Ranges>();
  if (match === undefined || figures.length === 0) return found;
  const [open, close] = unusedCharacters(figures.map(({ caption }) => caption).join(''));
  const ids = JSON.stringify(figures.map(({ id }) => id));
  for (const row of corpus.text.highlights.iterate(open, close, match, ids)) {
    found.set(numberOf(row['id']), markedRanges(textOf(row['marked']), open, close));
  }
  return found;
}

/** Two characters that do not occur in the text, to mark matches with. */
function unusedCharacters(text: string): [string, string] {
  const free: string[] = [];
  for (let code = firstPrivateCharacter; code <= lastPrivateCharacter && free.length < 2; code += 1) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) free.push(character);
  }
  // All 6,400 in use: marks and text cannot be told apart, and the worst is an odd highlight.
  return [free[0] ?? '\u0002', free[1] ?? '\u0003'];
}

/** Ranges of a text from which the marks are taken out. */
function markedRanges(marked: string, open: string, close: string): Ranges {
  const ranges: Ranges = [];
  let marks = 0;
  let start = 0;
  for (let place = 0; place < marked.length; place += 1) {
    const character = marked[place];
    if (character !== open && character !== close) continue;
    const position = place - marks;
    marks += 1;
    if (character === open) start = position;
    else ranges.push([start, position]);
  }
  return ranges;
}
