/** Against open_clip 3.3's SimpleTokenizer; the expected ids are made by main/dev/bpe-golden.py. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { bpeFixedTokens } from './bpe-merges.ts';
import { createBpeTokenizer } from './bpe.ts';
import type { Tokenizer } from './tokenizer.ts';

const golden = z
  .object({
    /** Of the ids of each of golden/tokenizer's strings, 8 digits each. */
    hashes: z.string(),
    rows: z.record(z.string(), z.array(z.number())),
    extra: z.array(z.object({ text: z.string(), ids: z.array(z.number()), cased: z.array(z.number()) })),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'bpe-golden.json'), 'utf8')));
const shared = sharedPath('data/vocab/bpe_simple_vocab_16e6.txt.gz');

describe.skipIf(!shared || !sharedPath('golden/tokenizer'))(
  'createBpeTokenizer with the merges of CLIP',
  () => {
    const merges = shared
      ? gunzipSync(readFileSync(shared))
          .toString('utf8')
          .split('\n')
          .slice(1, 49_408 - bpeFixedTokens + 1)
      : [];
    const texts = shared
      ? readFileSync(requireShared('golden/tokenizer/golden_ids.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => z.object({ text: z.string() }).parse(JSON.parse(line)).text)
      : [];
    const tokenizer = shared ? createBpeTokenizer(merges, { contextLength: 77 }) : undefined;
    const idsOf = (text: string, by: Tokenizer | undefined = tokenizer): number[] => {
      const { ids, count } = by!.encode(text);
      return [...ids.subarray(0, count)];
    };

    it('gives the ids of the reference for every golden string', () => {
      for (const [row, ids] of Object.entries(golden.rows)) expect(idsOf(texts[Number(row)]!)).toEqual(ids);
      const hashes = texts.map((text) =>
        createHash('sha256').update(tokenizer!.encode(text).ids).digest('hex').slice(0, 8),
      );
      expect(hashes).toHaveLength(599);
      expect(hashes).toEqual(golden.hashes.split(' '));
    });

    it('gives the ids of the reference for endings, special tokens, case, bytes and long texts', () => {
      const cased = createBpeTokenizer(merges, { contextLength: 77, lowerCase: false });
      for (const { text, ids, cased: casedIds } of golden.extra) {
        expect(idsOf(text)).toEqual(ids);
        expect(idsOf(text, cased)).toEqual(casedIds);
      }
      expect(cased.hash).not.toBe(tokenizer!.hash);
    });

    it('counts what the context cuts off and keeps the end', () => {
      const { ids, count, untruncatedCount } = tokenizer!.encode('word '.repeat(200));
      expect([count, untruncatedCount, ids.at(-1)]).toEqual([77, 202, 49_407]);
      expect(tokenizer!.encode('')).toMatchObject({ count: 2, untruncatedCount: 2 });
      expect(tokenizer).toMatchObject({ kind: 'bpe', vocabularySize: 49_408, paddingId: 0 });
    });

    it('shows each token with its place in the text as given', () => {
      const text = 'The  Radiograph’s “α-fetoprotein”, 37 °C';
      const tokens = tokenizer!.tokens(text);
      expect(tokens).toHaveLength(tokenizer!.encode(text).untruncatedCount - 2);
      const shown = tokens.map((token) => [token.text, text.slice(token.start, token.end)]);
      expect(shown).toContainEqual(['the', 'The']);
      expect(shown).toContainEqual(['radio', 'Radio']);
      expect(shown).toContainEqual(['α', 'α']);
      expect(shown).toContainEqual(['3', '3']);
      expect(tokens.map(({ start }) => start)).toEqual(
        tokens.map(({ start }) => start).toSorted((a, b) => a - b),
      );
    });

    it('says what is wrong with merges that are not a vocabulary', () => {
      const damaged = [...merges.slice(0, 10), 'q zzz', ...merges.slice(11)];
      expect(() => createBpeTokenizer(damaged, { contextLength: 77 })).toThrow(
        "Merge 11 of the vocabulary, 'q zzz'",
      );
      expect(() => createBpeTokenizer(merges, { contextLength: 1 })).toThrow('leaves no room');
    });
  },
);
