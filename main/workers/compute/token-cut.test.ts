import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createBpeTokenizer } from '#app/ml/tokenizer/bpe.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import { createWordPieceTokenizer, wordPieceSpecialTokens } from '#app/ml/tokenizer/wordpiece.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { tokenCuts, TokenCuts } from './token-cut.ts';

const shared = sharedPath('golden/tokenizer');
const goldenRow = z.object({
  kind: z.string(),
  text: z.string(),
  ids: z.array(z.number()),
  n_untruncated: z.number(),
});

/** Ids of the text before the cut, without start and end. */
const idsBefore = (tokenizer: Tokenizer, text: string, at: number): number[] => {
  const { ids, count } = tokenizer.encode(text.slice(0, at));
  return [...ids.subarray(1, count - 1)];
};

describe.skipIf(!shared)('cuts of the golden texts (open_clip HFTokenizer, context 256)', () => {
  const read = (name: string): string[] =>
    readFileSync(requireShared(`golden/tokenizer/${name}`), 'utf8')
      .replace(/\n$/, '')
      .split('\n');
  const vocabulary = shared ? read('vocab.txt') : [];
  const rows = shared ? read('golden_ids.jsonl').map((line) => goldenRow.parse(JSON.parse(line))) : [];
  const tokenizer = createWordPieceTokenizer(vocabulary, { contextLength: 256 });
  /** Long enough for every text, to see what a part of one becomes. */
  const whole = createWordPieceTokenizer(vocabulary, { contextLength: 8192 });

  it('counts as open_clip does, and cuts exactly the texts that it truncates', () => {
    const cut = rows.filter((row) => {
      const { tokens, cuts } = tokenCuts(tokenizer, row.text, []);
      expect(tokens).toBe(row.n_untruncated);
      expect(cuts).toHaveLength(1);
      return cuts[0].at !== undefined;
    });
    expect(cut).toHaveLength(23);
    expect(cut.every((row) => row.n_untruncated > 256 && row.ids.length === 256)).toBe(true);
  });

  it('draws the line so that the text before it gives the ids that the model sees, and no others', () => {
    for (const { text, ids } of rows.filter((row) => row.n_untruncated > 256)) {
      const at = tokenCuts(tokenizer, text, []).cuts[0].at ?? -1;
      const next = whole.tokens(text)[254];
      // A word that is cut in two reads otherwise without its end.
      const isWhole = !next.text.startsWith('##');
      const kept = isWhole ? ids.slice(1, -1) : ids.slice(1, 250);
      const before = idsBefore(whole, text, at);
      expect(before.slice(0, kept.length)).toEqual(kept);
      expect(isWhole ? before.length : 254).toBe(254);
    }
  });

  it('does so at every place of every caption, whatever cleaning did to it', () => {
    let places = 0;
    for (const { text } of rows.filter(({ kind }) => kind === 'caption')) {
      const tokens = whole.tokens(text);
      const all = [...whole.encode(text).ids].slice(1);
      for (const [index, next] of tokens.entries()) {
        if (index < 1 || next.text.startsWith('##')) continue;
        const { cuts } = tokenCuts(tokenizer, text, [index + 2]);
        const { at = -1 } = cuts.find(({ context }) => context === index + 2) ?? {};
        expect(at).toBeGreaterThan(0);
        expect(at).toBeLessThanOrEqual(next.start);
        places += 1;
        // One in seventeen is encoded again: that is what takes time.
        if (index % 17 !== 0) continue;
        expect(idsBefore(whole, text, at)).toEqual(all.slice(0, index));
      }
    }
    expect(places).toBeGreaterThan(5000);
  });
});

describe('tokenCuts', () => {
  const words = createWordPieceTokenizer([...wordPieceSpecialTokens, 'a', 'b', '<', '&', '##s', '"', '='], {
    contextLength: 6,
  });
  const at = (text: string, context: number) =>
    tokenCuts(words, text, [context]).cuts.find((cut) => cut.context === context)?.at;

  it('lists the contexts once, shortest first, with the own one of the model', () => {
    expect(tokenCuts(words, 'a b a b a b', [256, 4, 6])).toEqual({
      contextLength: 6,
      tokens: 8,
      cuts: [{ context: 4, at: 3 }, { context: 6, at: 7 }, { context: 256 }],
    });
  });

  it('says nothing of a text that just fits, and cuts the one that is a token longer', () => {
    expect(at('a b a b', 6)).toBeUndefined();
    expect(at('a b a b a', 6)).toBe(7);
    expect(at('', 6)).toBeUndefined();
    expect(at('a', 2)).toBe(0);
  });

  it('counts characters of the caption as it is shown, not as it was cleaned', () => {
    // Entities are resolved twice, white space is collapsed, quotes are straightened.
    expect(at('a &amp;lt; b a b', 4)).toBe('a &amp;lt;'.length);
    expect(at('  a \n\t  b   a b', 4)).toBe('  a \n\t  b'.length);
    expect(at('“a” b', 5)).toBe('“a”'.length);
    expect(at('a&nbsp;&nbsp;b a b', 4)).toBe('a&nbsp;&nbsp;b'.length);
    // A word of two tokens may be cut inside.
    expect(at('a bs a', 4)).toBe(3);
  });

  it('counts start and end in byte pairs too', () => {
    const pairs = createBpeTokenizer(['a b</w>'], { contextLength: 4 });
    expect(tokenCuts(pairs, 'ab AB ab', [])).toEqual({
      contextLength: 4,
      tokens: 5,
      cuts: [{ context: 4, at: 5 }],
    });
  });
});

it('reads the tokenizer of a model folder without its weights', async () => {
  const folder = new URL('../../../resources/trained/sample-nano', import.meta.url).pathname;
  const cuts = new TokenCuts();
  const text = `${'chest radiograph '.repeat(40)}end`;
  const { contextLength, tokens, cuts: found } = await cuts.ofText(folder, text, [256]);
  expect(contextLength).toBe(64);
  expect(tokens).toBeGreaterThan(64);
  expect(found.map(({ context }) => context)).toEqual([64, 256]);
  expect(text.slice(0, found[0].at)).toMatch(/(chest|radiograph)$/);
  await expect(cuts.ofText('/nowhere', text, [])).rejects.toMatchObject({ code: 'not-found' });
});
