import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { cleanCaption } from './clean-caption.ts';
import { createWordPieceTokenizer, wordPieceSpecialTokens } from './wordpiece.ts';

// open_clip 3.3 HFTokenizer(context_length=256) over tokenizers 0.23 and ftfy 6.3; see the README of the golden data.
const goldenRow = z.object({
  kind: z.string(),
  text: z.string(),
  cleaned: z.string(),
  ids: z.array(z.number()),
  n_untruncated: z.number(),
  ids_without_cleaning: z.array(z.number()).optional(),
});

const shared = sharedPath('golden/tokenizer');

describe.skipIf(!shared)('golden token ids', () => {
  const read = (name: string): string[] =>
    readFileSync(requireShared(`golden/tokenizer/${name}`), 'utf8')
      .replace(/\n$/, '')
      .split('\n');
  const vocabulary = shared ? read('vocab.txt') : [];
  const rows = shared ? read('golden_ids.jsonl').map((line) => goldenRow.parse(JSON.parse(line))) : [];
  const padded = (ids: readonly number[]): Int32Array => {
    const all = new Int32Array(256);
    all.set(ids);
    return all;
  };

  it('gives identical ids for all 599 cleaned texts', () => {
    const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 256, cleaning: 'none' });
    const identical = rows.filter((row) => {
      const { ids, untruncatedCount } = tokenizer.encode(row.cleaned);
      return untruncatedCount === row.n_untruncated && ids.join() === padded(row.ids).join();
    });
    expect(identical).toHaveLength(599);
  });

  it('gives identical ids for all 599 texts without cleaning', () => {
    const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 256, cleaning: 'none' });
    for (const row of rows) {
      expect(tokenizer.encode(row.text).ids).toEqual(padded(row.ids_without_cleaning ?? row.ids));
    }
  });

  it('cleans and encodes all 599 raw texts as open_clip does', () => {
    const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 256 });
    expect(rows.filter((row) => cleanCaption(row.text) === row.cleaned)).toHaveLength(599);
    for (const row of rows) expect(tokenizer.encode(row.text).ids).toEqual(padded(row.ids));
  });

  it('shows as tokens what it encodes', () => {
    const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 256 });
    const idOf = new Map(vocabulary.map((token, id) => [token, id]));
    for (const row of rows) {
      const ids = tokenizer.tokens(row.text).map((token) => idOf.get(token.text));
      expect(ids.slice(0, 254)).toEqual(row.ids.slice(1, -1));
    }
  });
});

const vocabulary = [
  ...wordPieceSpecialTokens,
  'cell',
  '##s',
  'naive',
  '"',
  '.',
  'ß',
  '細',
  'stain',
  '##ing',
  '&',
];

describe('createWordPieceTokenizer', () => {
  const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 8 });

  it('pads, and says how much was cut', () => {
    expect(tokenizer.encode('')).toEqual({
      ids: Int32Array.of(2, 3, 0, 0, 0, 0, 0, 0),
      count: 2,
      untruncatedCount: 2,
    });
    const cut = tokenizer.encode('cells cells cells cells');
    expect(cut).toEqual({
      ids: Int32Array.of(2, 5, 6, 5, 6, 5, 6, 3),
      count: 8,
      untruncatedCount: 10,
    });
  });

  it('gives the place of each token in the text as it was written', () => {
    const text = '  “Naïve”  cells &amp; Staining.';
    const tokens = tokenizer
      .tokens(text)
      .map(({ text: token, start, end }) => [token, text.slice(start, end)]);
    expect(tokens).toEqual([
      ['"', '“'],
      ['naive', 'Naïve'],
      ['"', '”'],
      ['cell', 'cell'],
      ['##s', 's'],
      ['&', '&amp;'],
      ['stain', 'Stain'],
      ['##ing', 'ing'],
      ['.', '.'],
    ]);
  });

  it('takes a literal special token for itself, also inside a word, and only as written', () => {
    const ids = tokenizer.encode('x[MASK]cells [mask]').ids;
    expect([...ids]).toEqual([2, 1, 4, 5, 6, 1, 1, 3]);
  });

  it('drops lone surrogates and keeps ideographs apart', () => {
    const plain = createWordPieceTokenizer(vocabulary, { contextLength: 8, cleaning: 'none' });
    expect([...plain.encode('ce\ud800ll細細').ids]).toEqual([2, 5, 11, 11, 3, 0, 0, 0]);
  });

  it('has a hash that tells vocabularies and settings apart', () => {
    const hashes = [
      tokenizer,
      createWordPieceTokenizer(vocabulary, { contextLength: 9 }),
      createWordPieceTokenizer(vocabulary, { contextLength: 8, cleaning: 'none' }),
      createWordPieceTokenizer(vocabulary, { contextLength: 8, lowerCase: false }),
      createWordPieceTokenizer([...vocabulary, 'x'], { contextLength: 8 }),
    ].map((one) => one.hash);
    expect(new Set(hashes).size).toBe(5);
    expect(createWordPieceTokenizer([...vocabulary], { contextLength: 8 }).hash).toBe(tokenizer.hash);
  });

  it('refuses a vocabulary without the special tokens, and a context without room', () => {
    expect(() => createWordPieceTokenizer(['[PAD]', 'cell'], { contextLength: 8 })).toThrow('[UNK]');
    expect(() => createWordPieceTokenizer(vocabulary, { contextLength: 1 })).toThrow('no room');
  });
});
