/**
 * Learns a WordPiece vocabulary from captions, as HF's WordPieceTrainer does: words are split into characters, those
 * after the first marked `##`, and the most frequent pair of neighbours is merged until the vocabulary is full. Pair
 * counts are kept up to date word by word, so a merge costs only the words it occurs in. Equal counts are decided by
 * the order in which the tokens came to be, so the result depends on the captions alone.
 */
import { FigscopeError } from '#app/util/error.ts';
import { bertWords } from './bert-words.ts';
import { ChunkCounter } from './chunk-counter.ts';
import { cleanCaption } from './clean-caption.ts';
import { MergeQueue } from './merge-queue.ts';
import { PairCounts } from './pair-counts.ts';
import { countPairs, mergeInWord, wordsAsTokens } from './word-tokens.ts';
import { wordPieceSpecialTokens } from './wordpiece.ts';

export interface WordPieceTraining {
  /** Entries wanted, the five special tokens included. Fewer result when the captions run out of pairs. */
  readonly size: number;
  /** Pairs seen less often than this are not merged. */
  readonly minFrequency?: number;
  readonly cleaning?: 'whitespace' | 'none';
  readonly lowerCase?: boolean;
}

/** Longer words are one [UNK] for the tokenizer and teach nothing. */
const maxWordCharacters = 100;
/** The smallest vocabulary: the special tokens and room for an alphabet. */
const minSize = 64;

/** How far the learning is: first all captions are read, then pairs are merged. */
export type WordPieceProgress =
  | { readonly kind: 'reading'; readonly captions: number }
  | { readonly kind: 'merging'; readonly entries: number };

const captionsPerReport = 1000;
const mergesPerReport = 50;

/**
 * The vocabulary, `vocabulary[id]` being token `id`: [PAD] [UNK] [CLS] [SEP] [MASK], the alphabet, then merges, the
 * most frequent first. Every character of the captions is in the alphabet unless there are so many that they would
 * fill more than half of it; then the rarest are left to [UNK].
 */
export function trainWordPiece(captions: Iterable<string>, training: WordPieceTraining): string[] {
  const steps = wordPieceTraining(captions, training);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** trainWordPiece in small steps, for whoever has to answer meanwhile. */
export function* wordPieceTraining(
  captions: Iterable<string>,
  training: WordPieceTraining,
): Generator<WordPieceProgress, string[]> {
  const { size, minFrequency = 2 } = training;
  if (!Number.isInteger(size) || size < minSize) {
    throw new FigscopeError('invalid-input', {
      message: `A vocabulary of ${size} entries is too small to learn.`,
      remedy: `Ask for ${minSize} entries or more.`,
    });
  }
  const wordCounts = yield* countWords(captions, training);
  const vocabulary: string[] = [...wordPieceSpecialTokens];
  const idOf = new Map<string, number>();
  const idFor = (token: string): number => {
    const known = idOf.get(token);
    if (known !== undefined) return known;
    vocabulary.push(token);
    idOf.set(token, vocabulary.length - 1);
    return vocabulary.length - 1;
  };
  for (const token of alphabetOf(wordCounts, Math.floor((size - vocabulary.length) / 2))) idFor(token);

  const words = wordsAsTokens(wordCounts, idOf);
  const pairs = new PairCounts();
  countPairs(words, pairs);
  const queue = new MergeQueue(pairs);
  for (let pair = 0; pair < pairs.size; pair++) queue.push(pair);

  for (let merges = 0; vocabulary.length < size; merges++) {
    if (merges % mergesPerReport === 0) yield { kind: 'merging', entries: vocabulary.length };
    const pair = queue.takeMostFrequent();
    if (pair === undefined || pairs.countOf(pair) < minFrequency) break;
    const [left, right] = [pairs.leftOf(pair), pairs.rightOf(pair)];
    const merged = idFor(vocabulary[left]! + vocabulary[right]!.slice(2));
    const raised = new Set<number>();
    pairs.drain(pair, (word) => mergeInWord(words, word, { left, right, merged }, pairs, raised));
    for (const changed of raised) queue.push(changed);
  }
  return vocabulary;
}

function* countWords(
  captions: Iterable<string>,
  training: WordPieceTraining,
): Generator<WordPieceProgress, Map<string, number>> {
  const { cleaning = 'whitespace', lowerCase = true } = training;
  const chunks = new ChunkCounter();
  let read = 0;
  for (const caption of captions) {
    if (read % captionsPerReport === 0) yield { kind: 'reading', captions: read };
    chunks.add(cleaning === 'whitespace' ? cleanCaption(caption) : caption);
    read += 1;
  }
  const counts = new Map<string, number>();
  for (const [chunk, count] of chunks.entries()) {
    for (const word of wordsOf(chunk, lowerCase)) counts.set(word, (counts.get(word) ?? 0) + count);
  }
  return counts;
}

/** The words of a chunk without those that are too long; printable ASCII, which most chunks are, needs no tables. */
function wordsOf(chunk: string, lowerCase: boolean): string[] {
  if (/^[!-~]{1,100}$/.test(chunk))
    return (lowerCase ? chunk.toLowerCase() : chunk).match(/[A-Za-z0-9]+|[^A-Za-z0-9]/g) ?? [];
  return bertWords(chunk, lowerCase)
    .filter(({ characters }) => characters.length <= maxWordCharacters)
    .map(({ characters }) => characters.join(''));
}

/**
 * The tokens of single characters, in code point order: each character alone, and again with `##` when some word has it
 * after the first place. At most `limit` of them; the most frequent characters are kept.
 */
function alphabetOf(wordCounts: ReadonlyMap<string, number>, limit: number): string[] {
  const counts = new Map<string, { count: number; isInside: boolean }>();
  for (const [word, wordCount] of wordCounts) {
    let isFirst = true;
    for (const character of word) {
      const entry = counts.get(character) ?? { count: 0, isInside: false };
      entry.count += wordCount;
      entry.isInside ||= !isFirst;
      counts.set(character, entry);
      isFirst = false;
    }
  }
  const byCodePoint = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;
  const frequentFirst = [...counts].sort(([a, x], [b, y]) => y.count - x.count || byCodePoint(a, b));
  const kept: string[] = [];
  let used = 0;
  for (const [character, { isInside }] of frequentFirst) {
    used += isInside ? 2 : 1;
    if (used > limit) break;
    kept.push(character);
  }
  kept.sort(byCodePoint);
  return [...kept, ...kept.filter((character) => counts.get(character)!.isInside).map((one) => `##${one}`)];
}
