import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createRandom } from '#app/util/random.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { bertWords } from './bert-words.ts';
import { cleanCaption } from './clean-caption.ts';
import { trainWordPiece } from './wordpiece-trainer.ts';
import { createWordPieceTokenizer } from './wordpiece.ts';

describe('trainWordPiece', () => {
  it('merges the most frequent pair first and stops at the size', () => {
    const captions = [
      'low low low low low',
      'lower lower',
      'newest newest newest newest newest newest',
      'widest widest widest',
    ];
    const vocabulary = trainWordPiece(captions, { size: 64 });
    const letters = Array.from('deilnorstw');
    expect(vocabulary.slice(0, 5)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']);
    expect(vocabulary.slice(5, 15)).toEqual(letters);
    expect(vocabulary.slice(15, 23)).toEqual(['##d', '##e', '##i', '##o', '##r', '##s', '##t', '##w']);
    // Worked by hand: es 9, est 9, lo 7, low 7, then the pairs of newest with 6, ties by age.
    expect(vocabulary.slice(23, 28)).toEqual(['##es', '##est', 'lo', 'low', 'ne']);
    expect(vocabulary).toContain('newest');
    expect(vocabulary).toContain('widest');
    expect(new Set(vocabulary).size).toBe(vocabulary.length);
  });

  it('counts pairs as a full recount would after every merge', () => {
    const random = createRandom('trainer');
    const captions = Array.from({ length: 300 }, () =>
      Array.from({ length: 8 }, () =>
        Array.from({ length: 1 + random.integer(7) }, () => 'aabcd'[random.integer(5)]).join(''),
      ).join(' '),
    );
    expect(trainWordPiece(captions, { size: 200, minFrequency: 1 })).toEqual(
      recountingTrainer(captions, 200),
    );
  });

  it('leaves the rarest characters out when they would fill the vocabulary, and says when a size is too small', () => {
    const rare = Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    const vocabulary = trainWordPiece([rare, 'cells cells cells'], { size: 100 });
    expect(vocabulary).toContain('cells');
    expect(vocabulary.length).toBeLessThanOrEqual(100);
    expect(() => trainWordPiece(['x'], { size: 10 })).toThrow('too small');
  });
});

const shared = sharedPath('golden/tokenizer/golden_ids.jsonl');
describe.skipIf(!shared)('trainWordPiece on the golden captions', () => {
  const captions = shared
    ? readFileSync(requireShared('golden/tokenizer/golden_ids.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => z.object({ kind: z.string(), text: z.string() }).parse(JSON.parse(line)))
        .filter((row) => row.kind === 'caption')
        .map((row) => row.text)
    : [];

  it('is deterministic, does not depend on the order of captions, and knows every word', () => {
    const vocabulary = trainWordPiece(captions, { size: 2000 });
    expect(vocabulary).toHaveLength(2000);
    expect(trainWordPiece(captions, { size: 2000 })).toEqual(vocabulary);
    expect(trainWordPiece([...captions].reverse(), { size: 2000 })).toEqual(vocabulary);
    const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 2048 });
    for (const caption of captions) {
      const long = bertWords(cleanCaption(caption)).filter((word) => word.characters.length > 100).length;
      const unknown = [...tokenizer.encode(caption).ids].filter((id) => id === 1).length;
      expect(unknown).toBe(long);
    }
  });
});

/** The same algorithm without any bookkeeping: counts all pairs anew for each merge. */
function recountingTrainer(captions: readonly string[], size: number): string[] {
  const counts = new Map<string, number>();
  for (const word of captions.flatMap((caption) => caption.split(' ')))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts].map(([word, count]) => ({
    tokens: Array.from(word).map((character, i) => (i === 0 ? character : `##${character}`)),
    count,
  }));
  const letters = [...new Set([...counts.keys()].join(''))].sort();
  const vocabulary = [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    ...letters,
    ...letters.map((one) => `##${one}`),
  ];
  while (vocabulary.length < size) {
    const pairs = new Map<string, number>();
    for (const { tokens, count } of words) {
      for (let i = 1; i < tokens.length; i++) {
        const key = `${vocabulary.indexOf(tokens[i - 1])} ${vocabulary.indexOf(tokens[i])}`;
        pairs.set(key, (pairs.get(key) ?? 0) + count);
      }
    }
    const ranked = [...pairs].map(([key, count]) => {
      const [left, right] = key.split(' ').map(Number);
      return { left: left!, right: right!, count };
    });
    ranked.sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    const best = ranked[0];
    if (best === undefined) break;
    const left = vocabulary[best.left];
    const right = vocabulary[best.right];
    const merged = left + right.slice(2);
    if (!vocabulary.includes(merged)) vocabulary.push(merged);
    for (const { tokens } of words) {
      for (let i = 0; i + 1 < tokens.length; i++) {
        if (tokens[i] === left && tokens[i + 1] === right) tokens.splice(i, 2, merged);
      }
    }
  }
  return vocabulary;
}
