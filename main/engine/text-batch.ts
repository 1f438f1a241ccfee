/** Batches of token ids as an inference model takes them. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { checkTokenIds } from './batch-check.ts';

/**
 * tokenIds [batch, n] without the columns that no text uses -> [batch, longest text]. Throws invalid-input when they do
 * not fit the model.
 */
export function checkedTexts(
  { text: { contextLength, vocabularySize } }: ModelConfig,
  tokenIds: Int32Array,
  batch: number,
): Int32Array {
  const length = tokenIds.length / batch;
  if (!Number.isInteger(length) || length < 1 || length > contextLength) {
    throw new FigscopeError('invalid-input', {
      message: `Token ids of ${length} per text do not fit the model, which reads up to ${contextLength}.`,
      facts: { tokenIds: tokenIds.length, batch, contextLength },
    });
  }
  checkTokenIds(tokenIds, vocabularySize);
  return trimPadding(tokenIds, batch);
}

/**
 * Drops the columns that are padding in every text: [batch, n] -> [batch, longest text]. Padding is hidden from
 * attention, so the features stay the same and only the work shrinks.
 */
export function trimPadding(tokenIds: Int32Array, batch: number): Int32Array {
  const length = tokenIds.length / batch;
  const longest = longestText(tokenIds, batch);
  if (longest === length) return tokenIds;
  const trimmed = new Int32Array(batch * longest);
  for (let row = 0; row < batch; row++) {
    trimmed.set(tokenIds.subarray(row * length, row * length + longest), row * longest);
  }
  return trimmed;
}

/** Tokens of the longest text of a batch; at least 1. */
export function longestText(tokenIds: Int32Array, batch: number): number {
  const length = tokenIds.length / batch;
  for (let column = length - 1; column > 0; column--) {
    for (let row = 0; row < batch; row++) if (tokenIds[row * length + column] !== 0) return column + 1;
  }
  return 1;
}
