/** The contrastive loss of a whole pool, from features alone. */

/**
 * open_clip's ClipLoss of n pairs: the mean of both directions' cross-entropies of `scale * cosines`, row i belonging
 * to column i. Streams over rows, so that a pool of thousands needs no n x n matrix.
 * @param images [n, dimension] L2-normalised
 * @param texts [n, dimension] L2-normalised
 * @param logitScale exp of the parameter
 */
export function contrastiveLossOf(
  images: Float32Array,
  texts: Float32Array,
  dimension: number,
  logitScale: number,
): number {
  const pairs = images.length / dimension;
  let sum = 0;
  for (let row = 0; row < pairs; row++) {
    sum +=
      crossEntropy(images, texts, row, dimension, logitScale) +
      crossEntropy(texts, images, row, dimension, logitScale);
  }
  return sum / (2 * pairs);
}

/** log of the sum of exponentials over all candidates, minus the logit of the true one. */
function crossEntropy(
  queries: Float32Array,
  candidates: Float32Array,
  row: number,
  dimension: number,
  logitScale: number,
): number {
  const count = candidates.length / dimension;
  const logits = new Float64Array(count);
  let largest = Number.NEGATIVE_INFINITY;
  for (let column = 0; column < count; column++) {
    let dot = 0;
    for (let i = 0; i < dimension; i++)
      dot += queries[row * dimension + i] * candidates[column * dimension + i];
    logits[column] = logitScale * dot;
    largest = Math.max(largest, logits[column]);
  }
  let exponentials = 0;
  for (const logit of logits) exponentials += Math.exp(logit - largest);
  return largest + Math.log(exponentials) - logits[row];
}
