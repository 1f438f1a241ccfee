/** The distinct words of a corpus as tokens, in which pairs are merged. */
import type { PairCounts } from './pair-counts.ts';

export interface WordTokens {
  /** Word i has room in [starts[i], starts[i + 1]) and uses the first lengths[i] of it. */
  readonly tokens: Int32Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** How often each word occurs. */
  readonly counts: Float64Array;
}

/** Words as tokens of single characters; those with a character outside the alphabet are left out. */
export function wordsAsTokens(
  wordCounts: ReadonlyMap<string, number>,
  idOf: ReadonlyMap<string, number>,
): WordTokens {
  const insideIdOf = new Map([...idOf].map(([token, id]) => [token.replace(/^##(?=.)/u, ''), id]));
  let room = 0;
  for (const word of wordCounts.keys()) room += word.length;
  const tokens = new Int32Array(room);
  const starts = new Int32Array(wordCounts.size + 1);
  const lengths = new Int32Array(wordCounts.size);
  const counts = new Float64Array(wordCounts.size);
  let used = 0;
  let at = 0;
  for (const [word, count] of wordCounts) {
    const start = at;
    for (const character of word) {
      const id = (at === start ? idOf : insideIdOf).get(character);
      if (id === undefined) {
        at = start;
        break;
      }
      tokens[at++] = id;
    }
    if (at === start) continue;
    lengths[used] = at - start;
    counts[used] = count;
    used += 1;
    starts[used] = at;
  }
  return { tokens, starts, lengths: lengths.subarray(0, used), counts: counts.subarray(0, used) };
}

/** Every pair of neighbours, with its occurrences in all words. */
export function countPairs({ tokens, starts, counts }: WordTokens, pairs: PairCounts): void {
  counts.forEach((count, word) => {
    const end = starts[word + 1]!;
    for (let at = starts[word]! + 1; at < end; at++) pairs.add(tokens[at - 1]!, tokens[at]!, count, word);
  });
}

export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly merged: number;
}

/**
 * Replaces the pair in one word and counts which neighbours are gone and which are new; pairs with new occurrences are
 * added to `raised`.
 */
export function mergeInWord(
  { tokens, starts, lengths, counts }: WordTokens,
  word: number,
  { left, right, merged }: Merge,
  pairs: PairCounts,
  raised: Set<number>,
): void {
  const start = starts[word]!;
  const end = start + lengths[word]!;
  const count = counts[word]!;
  let to = start;
  for (let from = start; from < end; from++, to++) {
    if (tokens[from] !== left || from + 1 === end || tokens[from + 1] !== right) {
      tokens[to] = tokens[from]!;
      continue;
    }
    if (to > start) {
      pairs.remove(tokens[to - 1]!, left, count);
      raised.add(pairs.add(tokens[to - 1]!, merged, count, word));
    }
    if (from + 2 < end) {
      pairs.remove(right, tokens[from + 2]!, count);
      raised.add(pairs.add(merged, tokens[from + 2]!, count, word));
    }
    tokens[to] = merged;
    from += 1;
  }
  lengths[word] = to - start;
}
