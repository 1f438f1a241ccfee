/**
 * The text side of an embedding. An engine computes every text of a batch as long as its longest, so texts of like
 * length share one: the rows of a window are sorted by their number of tokens and put back into their order at its end.
 */
import type { CorpusRow } from '#main/store/corpus-reader.ts';
import { type BatchLimit, encodeInBatches } from './encode-batches.ts';
import { type EmbeddedRows, inGroups } from './embedded-rows.ts';
import type { LoadedModel } from './model-cache.ts';

/** Enough for neighbours of nearly equal length; a kill costs one window, a pause waits for its end. */
const batchesPerWindow = 8;

/** What of a model this needs. */
export interface TextModel {
  readonly tokenizer: { encode(text: string): { readonly ids: Int32Array; readonly count: number } };
  readonly model: Pick<LoadedModel['model'], 'encodeTexts'>;
}

export async function* embedTexts(
  loaded: TextModel,
  { rows, batch }: { readonly rows: Iterable<CorpusRow>; readonly batch: number },
  limit: BatchLimit,
): AsyncGenerator<EmbeddedRows> {
  for (const window of inGroups(rows, batch * batchesPerWindow))
    yield* embedWindow(loaded, window, batch, limit);
}

async function* embedWindow(
  { model, tokenizer }: TextModel,
  window: readonly CorpusRow[],
  batch: number,
  limit: BatchLimit,
): AsyncGenerator<EmbeddedRows> {
  const texts = window.map(({ caption }, row) => ({ row, ...tokenizer.encode(caption) }));
  const byLength = texts.toSorted((a, b) => a.count - b.count || a.row - b.row);
  const groups = [...inGroups(byLength, batch)];
  const encode = (ids: Int32Array, count: number) => model.encodeTexts(ids, count);
  let features = new Float32Array(0); // [window, embed]
  for (const [index, group] of groups.entries()) {
    const length = Math.max(1, group.at(-1)?.count ?? 1);
    const tokenIds = new Int32Array(group.length * length); // [group, length]
    group.forEach(({ ids }, place) => tokenIds.set(ids.subarray(0, length), place * length));
    const encoded = await encodeInBatches(group.length, tokenIds, encode, limit); // [group, embed]
    const width = encoded.length / group.length;
    if (features.length === 0) features = new Float32Array(window.length * width);
    group.forEach(({ row }, place) =>
      features.set(encoded.subarray(place * width, (place + 1) * width), row * width),
    );
    const isLast = index === groups.length - 1;
    yield { rows: group.length, ...(isLast ? { finished: { features, failed: [] } } : {}) };
  }
}
