/** Metrics of multi-class predictions, with scikit-learn's conventions. */
import { areaUnderRoc, averagePrecision } from './binary-curves.ts';

export interface ClassMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Items that truly have the class. */
  readonly support: number;
  /** One against the rest; undefined when all or no items have the class. */
  readonly auroc: number | undefined;
  readonly averagePrecision: number | undefined;
}

export interface ClassificationReport {
  readonly accuracy: number;
  /** Share of items whose true class is among the two with the highest scores. */
  readonly top2Accuracy: number;
  /** Mean recall of the classes that occur. */
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  /** Mean over the classes for which it is defined; undefined when it is for none. */
  readonly aurocMacro: number | undefined;
  /** Mean of minus the natural logarithm of the probability of the true class. */
  readonly logLoss: number;
  readonly classes: ClassMetrics[];
  /** [true class][predicted class] */
  readonly confusion: number[][];
}

/** Keeps the logarithm of a probability that rounded to 0 finite. */
const leastProbability = 1e-300;

/**
 * @param probabilities [items, classCount]
 * @param labels [items] index of the true class
 */
export function classificationReport(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classCount: number,
): ClassificationReport {
  const items = labels.length;
  const confusion = Array.from({ length: classCount }, () => Array.from({ length: classCount }, () => 0));
  let top2 = 0;
  let logLoss = 0;
  for (let item = 0; item < items; item++) {
    const [first, second] = twoLargest(probabilities, item * classCount, classCount);
    confusion[labels[item]][first]++;
    if (labels[item] === first || labels[item] === second) top2++;
    const probability = probabilities[item * classCount + labels[item]];
    logLoss -= Math.log(Math.min(1, Math.max(leastProbability, probability))) / items;
  }
  const classes = confusion.map((row, label) => {
    const scores = Float64Array.from(
      { length: items },
      (_, item) => probabilities[item * classCount + label],
    );
    const isOfClass = (item: number): boolean => labels[item] === label;
    return {
      ...precisionRecall(confusion, row, label),
      auroc: areaUnderRoc(scores, isOfClass),
      averagePrecision: averagePrecision(scores, isOfClass),
    };
  });
  const present = classes.filter((one) => one.support > 0);
  return {
    accuracy: sum(confusion.map((row, label) => row[label])) / items,
    top2Accuracy: top2 / items,
    balancedAccuracy: mean(present.map((one) => one.recall)) ?? 0,
    macroF1: mean(classes.map((one) => one.f1)) ?? 0,
    aurocMacro: mean(classes.flatMap((one) => one.auroc ?? [])),
    logLoss,
    classes,
    confusion,
  };
}

/** Of equal scores the first class wins, as numpy's argmax. */
function twoLargest(values: ArrayLike<number>, start: number, count: number): [number, number] {
  let first = 0;
  let second = -1;
  for (let i = 1; i < count; i++) {
    if (values[start + i] > values[start + first]) {
      second = first;
      first = i;
    } else if (second < 0 || values[start + i] > values[start + second]) {
      second = i;
    }
  }
  return [first, second];
}

function precisionRecall(
  confusion: readonly (readonly number[])[],
  row: readonly number[],
  label: number,
): Pick<ClassMetrics, 'precision' | 'recall' | 'f1' | 'support'> {
  const hits = row[label];
  const support = sum(row);
  const predicted = sum(confusion.map((other) => other[label]));
  return {
    precision: predicted === 0 ? 0 : hits / predicted,
    recall: support === 0 ? 0 : hits / support,
    f1: predicted + support === 0 ? 0 : (2 * hits) / (predicted + support),
    support,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : sum(values) / values.length;
