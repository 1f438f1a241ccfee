/**
 * Whether a text has more matches in a view than are ranked exactly, judged by a sample of the rows: listing all
 * matches of a common word only to find that most of them are not ranked takes longer than ranking the rest.
 */
import { numberOf } from './cells.ts';
import type { Corpus } from './corpus.ts';
import type { Mask } from './evaluate-filter.ts';
import { expressionOf, hitsInRange, textKey } from './text-hits.ts';
import type { TextQuery } from './text-query.ts';

/** Parts of the sample, spread evenly: what was imported together is alike. */
const parts = 16;
/** Of fewer rows than this many samples all matches are looked at. */
const worthwhile = 4;

/** Cached: every page of a view, and its number, must be of one mind. `maskKey`: what the mask depends on. */
export function hasManyMatches(
  corpus: Corpus,
  query: TextQuery & { match: string },
  mask: Mask,
  maskKey: string,
): boolean {
  const rows = corpus.rows;
  const rowsPerPart = Math.ceil(corpus.text.sampledRows / parts);
  if (rows < worthwhile * parts * rowsPerPart) return false;
  const key = `many ${corpus.columns.versions.text} ${textKey(query)} ${maskKey}`;
  const [matches] = corpus.cache.ids(key, () => {
    let found = 0;
    for (let part = 0; part < parts; part += 1) {
      const from = Math.floor((part * rows) / parts);
      found += countIn(corpus, expressionOf(query), mask, from, from + rowsPerPart - 1);
    }
    return Uint32Array.of(Math.round((found * rows) / (parts * rowsPerPart)));
  });
  return matches > corpus.text.rankedAtMost;
}

function countIn(corpus: Corpus, expression: string, mask: Mask, from: number, to: number): number {
  if (!mask) return numberOf(corpus.text.countInRange.get(expression, from, to)?.['n']);
  let count = 0;
  for (const id of hitsInRange(corpus, expression, from, to)) count += mask[id];
  return count;
}
