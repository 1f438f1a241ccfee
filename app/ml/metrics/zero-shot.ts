/** Zero-shot classification as open_clip does it: class vectors from prompts, softmax of scaled cosines. */

/**
 * The vector of each class: the mean of the vectors of its prompts, L2-normalised again.
 * @param features [classes, templates, dimension] L2-normalised text features
 * @returns [classes, dimension]
 */
export function classWeights(features: Float32Array, classes: number, templates: number): Float32Array {
  const dimension = features.length / (classes * templates);
  const weights = new Float32Array(classes * dimension);
  const mean = new Float64Array(dimension);
  for (let label = 0; label < classes; label++) {
    mean.fill(0);
    for (let template = 0; template < templates; template++) {
      const from = (label * templates + template) * dimension;
      for (let i = 0; i < dimension; i++) mean[i] += features[from + i] / templates;
    }
    const norm = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
    weights.set(norm > 0 ? mean.map((value) => value / norm) : mean, label * dimension);
  }
  return weights;
}

/**
 * Scaled cosines of images and classes.
 * @param images [count, dimension] L2-normalised
 * @param weights [classes, dimension] L2-normalised
 * @param logitScale exp of the model's parameter; 100 for most trained models
 * @returns [count, classes]
 */
export function zeroShotLogits(
  images: Float32Array,
  weights: Float32Array,
  dimension: number,
  logitScale: number,
): Float64Array {
  const count = images.length / dimension;
  const classes = weights.length / dimension;
  const logits = new Float64Array(count * classes);
  for (let image = 0; image < count; image++) {
    for (let label = 0; label < classes; label++) {
      let cosine = 0;
      for (let i = 0; i < dimension; i++)
        cosine += images[image * dimension + i] * weights[label * dimension + i];
      logits[image * classes + label] = logitScale * cosine;
    }
  }
  return logits;
}

/**
 * Probabilities of each row of logits.
 * @param logits [rows, classes]
 * @returns [rows, classes]; every row sums to 1
 */
export function softmaxRows(logits: Float64Array, classes: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    let largest = -Infinity;
    for (let i = row; i < row + classes; i++) largest = Math.max(largest, logits[i]);
    let sum = 0;
    for (let i = row; i < row + classes; i++) sum += probabilities[i] = Math.exp(logits[i] - largest);
    for (let i = row; i < row + classes; i++) probabilities[i] /= sum;
  }
  return probabilities;
}

export interface LabelScore {
  readonly label: string;
  readonly cosine: number;
  readonly probability: number;
  /** 1-based. */
  readonly rank: number;
}

/**
 * The classes of one image, the likeliest first; equal ones in the order of `labels`.
 * @param image [dimension] L2-normalised
 * @param weights [labels, dimension] L2-normalised
 */
export function scoreLabels(
  image: Float32Array,
  weights: Float32Array,
  labels: readonly string[],
  logitScale: number,
): LabelScore[] {
  const cosines = zeroShotLogits(image, weights, image.length, 1);
  const probabilities = softmaxRows(
    cosines.map((cosine) => logitScale * cosine),
    labels.length,
  );
  return labels
    .map((label, i) => ({ label, cosine: cosines[i], probability: probabilities[i] }))
    .sort((a, b) => b.cosine - a.cosine)
    .map((score, i) => ({ ...score, rank: i + 1 }));
}
