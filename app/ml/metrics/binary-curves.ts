/** ROC and precision-recall of scores against yes and no, with scikit-learn's conventions for tied scores. */

/** Counts after each distinct score, from the highest on: what is called positive at that threshold. */
interface ThresholdCounts {
  readonly thresholds: number[];
  readonly truePositives: number[];
  readonly falsePositives: number[];
}

function thresholdCounts(scores: ArrayLike<number>, isPositive: (item: number) => boolean): ThresholdCounts {
  const order = Uint32Array.from({ length: scores.length }, (_, item) => item);
  order.sort((a, b) => scores[b] - scores[a]);
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let hits = 0;
  for (let i = 0; i < order.length; i++) {
    if (isPositive(order[i])) hits++;
    const isLastOfScore = i + 1 === order.length || scores[order[i + 1]] !== scores[order[i]];
    if (!isLastOfScore) continue;
    thresholds.push(scores[order[i]]);
    truePositives.push(hits);
    falsePositives.push(i + 1 - hits);
  }
  return { thresholds, truePositives, falsePositives };
}

export interface RocCurve {
  /** From 0 to 1. */
  readonly falsePositiveRate: number[];
  readonly truePositiveRate: number[];
  /** Scores from which on an item is called positive; Infinity first: nothing is. */
  readonly thresholds: number[];
}

/** All points of the curve (`roc_curve(drop_intermediate=False)`); NaN rates when one of the two sides is empty. */
export function rocCurve(scores: ArrayLike<number>, isPositive: (item: number) => boolean): RocCurve {
  const { thresholds, truePositives, falsePositives } = thresholdCounts(scores, isPositive);
  const positives = truePositives.at(-1) ?? 0;
  const negatives = falsePositives.at(-1) ?? 0;
  return {
    falsePositiveRate: [0, ...falsePositives].map((count) => count / negatives),
    truePositiveRate: [0, ...truePositives].map((count) => count / positives),
    thresholds: [Infinity, ...thresholds],
  };
}

/** Area under the ROC curve; undefined unless both positives and negatives occur. */
export function areaUnderRoc(
  scores: ArrayLike<number>,
  isPositive: (item: number) => boolean,
): number | undefined {
  const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(scores, isPositive);
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
  return Number.isFinite(area) && x.length > 1 ? area : undefined;
}

/** Sum of precision times the gain in recall over the thresholds; undefined without positives. */
export function averagePrecision(
  scores: ArrayLike<number>,
  isPositive: (item: number) => boolean,
): number | undefined {
  const { truePositives, falsePositives } = thresholdCounts(scores, isPositive);
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return undefined;
  let sum = 0;
  let before = 0;
  truePositives.forEach((hits, i) => {
    sum += ((hits - before) / positives) * (hits / (hits + falsePositives[i]));
    before = hits;
  });
  return sum;
}
