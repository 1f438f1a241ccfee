/** Texts share batches with texts of their length, and come back in the order of the rows. */
import { describe, expect, it } from 'vitest';
import type { CorpusRow } from '#main/store/corpus-reader.ts';
import { embedTexts } from './embed-texts.ts';
import { BatchLimit } from './encode-batches.ts';

/** A text is as many tokens as it has letters; its vector is its number of tokens and its first id. */
function modelOf(contextLength: number) {
  const shapes: number[][] = [];
  return {
    shapes,
    tokenizer: {
      encode: (text: string) => {
        const ids = new Int32Array(contextLength);
        for (let i = 0; i < text.length; i++) ids[i] = text.charCodeAt(i);
        return { ids, count: text.length };
      },
    },
    model: {
      encodeTexts: async (ids: Int32Array, count: number) => {
        const length = ids.length / count;
        shapes.push([count, length]);
        return Float32Array.from({ length: count * 2 }, (_, i) => {
          const text = ids.subarray(Math.floor(i / 2) * length, (Math.floor(i / 2) + 1) * length);
          return i % 2 === 0 ? text.filter((id) => id !== 0).length : (text[0] ?? 0);
        });
      },
    },
  };
}

const rowsOf = (captions: readonly string[]): CorpusRow[] =>
  captions.map((caption, id) => ({ id, caption, sha256: '', source: { kind: 'blob', sha256: '' } }));

describe('the text side of an embedding', () => {
  // Lengths that are out of order in every window of 16 (8 batches of 2).
  const captions = Array.from({ length: 40 }, (_, i) => 'abcdefgh'.slice(0, 1 + ((i * 5) % 8)));

  it('is in row order, whole windows at a time', async () => {
    const loaded = modelOf(8);
    const finished: number[][] = [];
    let rows = 0;
    for await (const embedded of embedTexts(
      loaded,
      { rows: rowsOf(captions), batch: 2 },
      new BatchLimit(2),
    )) {
      rows += embedded.rows;
      if (embedded.finished) finished.push([...embedded.finished.features]);
    }
    expect(rows).toBe(40);
    expect(finished.map((features) => features.length / 2)).toEqual([16, 16, 8]);
    expect(finished.flat()).toEqual(captions.flatMap((caption) => [caption.length, 97]));
  });

  it('computes no text much longer than it is', async () => {
    const loaded = modelOf(8);
    for await (const _ of embedTexts(loaded, { rows: rowsOf(captions), batch: 2 }, new BatchLimit(2)));
    const computed = loaded.shapes.reduce((sum, [count, length]) => sum + count * length, 0);
    const needed = captions.reduce((sum, caption) => sum + caption.length, 0);
    // In the order of the rows it would be a third more.
    expect(computed).toBeLessThan(1.05 * needed);
    expect(loaded.shapes.length).toBe(20);
  });
});
