/** Zero-shot classification from features (open_clip's build_zero_shot_classifier and its softmax). */

/**
 * Mean of every label's template vectors, normalised again.
 * @param templates [labels * perLabel, dimension] L2-normalised, all templates of a label in a row
 * @returns [labels, dimension]
 */
export function classWeights(
  templates: Float32Array,
  labels: number,
  perLabel: number,
): Float32Array<ArrayBuffer> {
  const dimension = templates.length / (labels * perLabel);
  const weights = new Float32Array(labels * dimension);
  for (let label = 0; label < labels; label++) {
    const mean = new Float64Array(dimension);
    for (let template = 0; template < perLabel; template++) {
      const from = (label * perLabel + template) * dimension;
      for (let i = 0; i < dimension; i++) mean[i] += templates[from + i] / perLabel;
    }
    const norm = Math.hypot(...mean);
    for (let i = 0; i < dimension; i++) weights[label * dimension + i] = mean[i] / norm;
  }
  return weights;
}

/** exp(x - max) / sum, in float64. */
export function softmax(logits: ArrayLike<number>): Float64Array<ArrayBuffer> {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]);
  const exponentials = Float64Array.from({ length: logits.length }, (_, i) => Math.exp(logits[i] - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

export interface LabelScore {
  readonly label: string;
  readonly cosine: number;
  /** Softmax of logitScale * cosine over these labels. */
  readonly probability: number;
  /** 1 is best; equal scores keep the order of the labels. */
  readonly rank: number;
}

/**
 * @param image [dimension] L2-normalised
 * @param weights [labels, dimension] L2-normalised
 * @returns in the order of `labels`
 */
export function scoreLabels(
  image: Float32Array,
  weights: Float32Array,
  labels: readonly string[],
  logitScale: number,
): LabelScore[] {
  const dimension = image.length;
  const cosines = labels.map((_, label) => {
    let dot = 0;
    for (let i = 0; i < dimension; i++) dot += image[i] * weights[label * dimension + i];
    return dot;
  });
  const probabilities = softmax(cosines.map((cosine) => logitScale * cosine));
  const order = labels.map((_, label) => label).sort((a, b) => cosines[b] - cosines[a] || a - b);
  return labels.map((label, i) => ({
    label,
    cosine: cosines[i],
    probability: probabilities[i],
    rank: order.indexOf(i) + 1,
  }));
}
