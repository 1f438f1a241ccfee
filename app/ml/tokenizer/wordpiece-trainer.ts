/**
 * Learns a WordPiece vocabulary from captions, as HF's WordPieceTrainer does: words are split into characters, those
 * after the first marked `##`, and the most frequent pair of neighbours is merged until the vocabulary is full. Pair
 * counts are kept up to date word by word, so a merge costs only the words it occurs in. Equal counts are decided by
 * the order in which the tokens came to be, so the result depends on the captions alone.
 */
import { FigscopeError } from '#app/util/error.ts';
import { bertWords } from './bert-words.ts';
import { cleanCaption } from './clean-caption.ts';
import { MergeQueue } from './merge-queue.ts';
import { chunksOf, wordPieceSpecialTokens } from './wordpiece.ts';

export interface WordPieceTraining {
  /** Entries wanted, the five special tokens included. Fewer result when the captions run out of pairs. */
  readonly size: number;
  /** Pairs seen less often than this are not merged. */
  readonly minFrequency?: number;
  readonly cleaning?: 'whitespace' | 'none';
  readonly lowerCase?: boolean;
}

/** One distinct word of the captions: its tokens so far, and how often it occurs. */
interface CountedWord {
  readonly tokens: number[];
  readonly count: number;
}

/** Longer words are one [UNK] for the tokenizer and teach nothing. */
const maxWordCharacters = 100;
/** The smallest vocabulary: the special tokens and room for an alphabet. */
const minSize = 64;

/**
 * The vocabulary, `vocabulary[id]` being token `id`: [PAD] [UNK] [CLS] [SEP] [MASK], the alphabet, then merges, the
 * most frequent first. Every character of the captions is in the alphabet unless there are so many that they would
 * fill more than half of it; then the rarest are left to [UNK].
 */
export function trainWordPiece(captions: Iterable<string>, training: WordPieceTraining): string[] {
  const { size, minFrequency = 2 } = training;
  if (!Number.isInteger(size) || size < minSize) {
    throw new FigscopeError('invalid-input', {
      message: `A vocabulary of ${size} entries is too small to learn.`,
      remedy: `Ask for ${minSize} entries or more.`,
    });
  }
  const wordCounts = countWords(captions, training);
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

  const words = [...wordCounts].flatMap(([word, count]): CountedWord[] => {
    const tokens = Array.from(word).map((character, i) => idOf.get(i === 0 ? character : `##${character}`));
    return tokens.every((token) => token !== undefined) ? [{ tokens, count }] : [];
  });
  const queue = new MergeQueue();
  words.forEach((word, index) => {
    for (let i = 1; i < word.tokens.length; i++)
      queue.add(word.tokens[i - 1], word.tokens[i], word.count, index);
  });

  while (vocabulary.length < size) {
    const pair = queue.takeMostFrequent();
    if (pair === undefined || pair.count < Math.max(1, minFrequency)) break;
    const merged = idFor(vocabulary[pair.left] + vocabulary[pair.right].slice(2));
    for (const index of pair.words) mergeInWord(words[index], index, pair.left, pair.right, merged, queue);
  }
  return vocabulary;
}

function countWords(captions: Iterable<string>, training: WordPieceTraining): Map<string, number> {
  const { cleaning = 'whitespace', lowerCase = true } = training;
  const chunkCounts = new Map<string, number>();
  for (const caption of captions) {
    const text = cleaning === 'whitespace' ? cleanCaption(caption) : caption;
    for (const { chunk } of chunksOf(text)) chunkCounts.set(chunk, (chunkCounts.get(chunk) ?? 0) + 1);
  }
  const counts = new Map<string, number>();
  for (const [chunk, count] of chunkCounts) {
    for (const { characters } of bertWords(chunk, lowerCase)) {
      if (characters.length > maxWordCharacters) continue;
      const word = characters.join('');
      counts.set(word, (counts.get(word) ?? 0) + count);
    }
  }
  return counts;
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

/** Replaces the pair in one word and tells the queue which neighbours are gone and which are new. */
function mergeInWord(
  word: CountedWord,
  index: number,
  left: number,
  right: number,
  merged: number,
  queue: MergeQueue,
): void {
  const { tokens, count } = word;
  for (let i = 0; i + 1 < tokens.length; i++) {
    if (tokens[i] !== left || tokens[i + 1] !== right) continue;
    if (i > 0) {
      queue.add(tokens[i - 1], left, -count, index);
      queue.add(tokens[i - 1], merged, count, index);
    }
    if (i + 2 < tokens.length) {
      queue.add(right, tokens[i + 2], -count, index);
      queue.add(merged, tokens[i + 2], count, index);
    }
    tokens.splice(i, 2, merged);
  }
}
