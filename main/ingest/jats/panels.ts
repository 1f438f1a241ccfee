/** Panel letters of a compound figure, found in its caption. */

const letter = "([A-Za-z])(?:[0-9]{1,2}(?:[,–-]\\s?[0-9]{1,2})*|[′'’]|[ivx]{1,4}(?![A-Za-z]))?";
const joiner = '\\s*(?:,(?:\\s*and\\b)?|;|/|&|\\band\\b|[-–—‐]|\\bto\\b)\\s*';
/** Letters joined to a list. The bound keeps matching linear in captions made to be slow. */
const list = `${letter}(?:${joiner}${letter}){0,25}`;

/** `(A)`, `(a-c)`, `(A, B)`, `(B and C)`, `(A; left)`. */
const parenthesised = new RegExp(`[([]\\s*(${list})\\s*(?:[)\\]]|[,;:](?=\\s))`, 'g');
/** `A:`, `A,`, `A.` or `A, B:` at the start of the caption or of a sentence; `A. thaliana` is none. */
const leading = new RegExp(`(?:^|[.;:!?)]\\s+)(${list})\\s*(?:[:,](?=\\s)|\\.(?=\\s+[\\p{Lu}\\d(]))`, 'gu');
/** `A)`, `A, B)` and the end of `(left, A)`. */
const closing = new RegExp(`(?:^|[\\s,;:.])(${list})\\)(?=[\\s:,.;]|$)`, 'g');
/** `Panel A`, `panels A-C`, `Left panel (A)` is caught above. */
const named = new RegExp(`\\bpanels?\\s+(${list})(?![A-Za-z])`, 'gi');

/**
 * The panels of a caption as capital letters in order, or none. Letters count only as a run from A without gaps and of
 * one case, so that `(P)`, `(n)` or an initial do not become panels; a single `(A)` alone is not a compound figure.
 */
export function panelLetters(caption: string): readonly string[] {
  const found = new Set<string>();
  for (const pattern of [parenthesised, leading, closing, named]) {
    for (const match of caption.matchAll(pattern)) addLetters(match[1] ?? '', found);
  }
  const upper = runFrom('A', found);
  const lower = runFrom('a', found);
  const run = upper.length >= lower.length ? upper : lower;
  return run.length >= 2 ? run.map((panel) => panel.toUpperCase()) : [];
}

const item = new RegExp(letter, 'y');
const separator = new RegExp(joiner, 'y');

/** Adds the letters of `A, C-E` to the set. */
function addLetters(list: string, found: Set<string>): void {
  let previous: string | undefined;
  let range = false;
  let index = 0;
  while (index < list.length) {
    separator.lastIndex = index;
    const joined = separator.exec(list);
    if (joined && joined[0].trim() !== '') {
      range = /^(?:[-–—‐]|to)$/.test(joined[0].trim());
      index = separator.lastIndex;
      continue;
    }
    item.lastIndex = index;
    const current = item.exec(list)?.[1];
    if (current === undefined) {
      index += 1;
      continue;
    }
    if (range && previous !== undefined) addRange(previous, current, found);
    found.add(current);
    previous = current;
    range = false;
    index = item.lastIndex;
  }
}

function addRange(first: string, last: string, found: Set<string>): void {
  for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code += 1) {
    found.add(String.fromCharCode(code));
  }
}

function runFrom(start: 'A' | 'a', found: ReadonlySet<string>): readonly string[] {
  const run: string[] = [];
  for (let code = start.charCodeAt(0); run.length < 26; code += 1) {
    const panel = String.fromCharCode(code);
    if (!found.has(panel)) break;
    run.push(panel);
  }
  return run;
}
