import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readSafetensors } from '#app/ml/tensor-file.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { areaUnderRoc, averagePrecision, rocCurve } from './binary-curves.ts';
import { type ClassificationReport, classificationReport } from './classification.ts';
import { classWeights, scoreLabels, softmaxRows, zeroShotLogits } from './zero-shot.ts';

// open_clip's zero-shot recipe in torch and scikit-learn 1.9; see the README of the golden data.
const nullable = z.array(z.number().nullable());
const goldenReport = z.object({
  accuracy: z.number(),
  top2_accuracy: z.number(),
  balanced_accuracy: z.number(),
  auroc_per_class_ovr: nullable,
  auroc_macro_over_defined: z.number(),
  average_precision_per_class: nullable,
  precision: z.array(z.number()),
  recall: z.array(z.number()),
  f1: z.array(z.number()),
  support: z.array(z.number()),
  macro_f1: z.number(),
  confusion_rows_true_cols_predicted: z.array(z.array(z.number())),
  log_loss: z.number(),
});
const goldenZeroShot = z.object({
  five_classes: goldenReport,
  class_4_absent: goldenReport,
  binary_with_tied_scores: z.object({
    auroc: z.number(),
    average_precision: z.number(),
    fpr: z.array(z.number()),
    tpr: z.array(z.number()),
    thresholds: nullable,
    scores: z.array(z.number()),
    labels: z.array(z.number()),
  }),
});

const shared = sharedPath('golden/metrics');
describe.skipIf(!shared)('golden zero-shot classification', () => {
  const { tensors } = shared
    ? readSafetensors(readFileSync(requireShared('golden/metrics/zeroshot.safetensors')))
    : { tensors: new Map() };
  const floats = (name: string): Float32Array => Float32Array.from(tensors.get(name)?.data ?? [], Number);
  const read = (): z.infer<typeof goldenZeroShot> =>
    goldenZeroShot.parse(JSON.parse(readFileSync(requireShared('golden/metrics/zeroshot.json'), 'utf8')));

  it('gives the class vectors, logits and probabilities within float32 noise', () => {
    const weights = classWeights(floats('template_embeddings'), 5, 2);
    expect(weights).toHaveLength(5 * 64);
    expectClose(weights, floats('class_weights'), 1e-7);
    const logits = zeroShotLogits(floats('image_embeddings'), weights, 64, 100);
    expectClose(logits, floats('logits'), 3e-5);
    expectClose(softmaxRows(Float64Array.from(floats('logits')), 5), floats('probabilities'), 1e-6);
  });

  it('agrees with scikit-learn for five classes, and with one of them absent', () => {
    const golden = read();
    const probabilities = floats('probabilities');
    expect(probabilities).toHaveLength(240 * 5);
    expectReport(classificationReport(probabilities, floats('labels'), 5), golden.five_classes);
    expectReport(
      classificationReport(probabilities, floats('labels_class4_absent'), 5),
      golden.class_4_absent,
    );
  });

  it('agrees for tied scores, point by point of the curve', () => {
    const golden = read().binary_with_tied_scores;
    const isPositive = (item: number): boolean => golden.labels[item] === 1;
    expect(areaUnderRoc(golden.scores, isPositive)).toBeCloseTo(golden.auroc, 12);
    expect(averagePrecision(golden.scores, isPositive)).toBeCloseTo(golden.average_precision, 12);
    const curve = rocCurve(golden.scores, isPositive);
    expectClose(curve.falsePositiveRate, golden.fpr, 1e-12);
    expectClose(curve.truePositiveRate, golden.tpr, 1e-12);
    expect(curve.thresholds).toEqual(golden.thresholds.map((threshold) => threshold ?? Infinity));
  });
});

function expectReport(report: ClassificationReport, golden: z.infer<typeof goldenReport>): void {
  const column = (name: 'precision' | 'recall' | 'f1' | 'support') => report.classes.map((one) => one[name]);
  expectClose([report.accuracy, report.top2Accuracy], [golden.accuracy, golden.top2_accuracy], 1e-12);
  expect(report.balancedAccuracy).toBeCloseTo(golden.balanced_accuracy, 12);
  expect(report.aurocMacro).toBeCloseTo(golden.auroc_macro_over_defined, 12);
  expect(report.macroF1).toBeCloseTo(golden.macro_f1, 12);
  for (const name of ['precision', 'recall', 'f1', 'support'] as const)
    expectClose(column(name), golden[name], 1e-12);
  expect(report.confusion).toEqual(golden.confusion_rows_true_cols_predicted);
  expectDefined(
    report.classes.map((one) => one.auroc),
    golden.auroc_per_class_ovr,
  );
  expectDefined(
    report.classes.map((one) => one.averagePrecision),
    golden.average_precision_per_class,
  );
  // The golden value was summed in float32.
  expect(Math.abs(report.logLoss - golden.log_loss)).toBeLessThan(2e-6);
}

function expectDefined(actual: (number | undefined)[], golden: (number | null)[]): void {
  expect(actual.map((value) => value === undefined)).toEqual(golden.map((value) => value === null));
  expectClose(
    actual.map((value) => value ?? 0),
    golden.map((value) => value ?? 0),
    1e-12,
  );
}

function expectClose(actual: ArrayLike<number>, golden: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(golden.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) worst = Math.max(worst, Math.abs(actual[i] - golden[i]));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('scoreLabels', () => {
  it('puts the likeliest first and keeps the order of equal labels', () => {
    const weights = Float32Array.of(0, 1, 1, 0, 0, 1);
    const scores = scoreLabels(Float32Array.of(0.6, 0.8), weights, ['a', 'b', 'c'], 10);
    expect(scores.map(({ label, rank }) => [label, rank])).toEqual([
      ['a', 1],
      ['c', 2],
      ['b', 3],
    ]);
    expect(scores[0].cosine).toBeCloseTo(0.8, 6);
    expect(scores.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  });
});
