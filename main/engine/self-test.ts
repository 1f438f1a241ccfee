/**
 * Whether an engine computes what it should, in a fraction of a second: features, loss and gradients of a small
 * model against values that were computed once with tfjs on its plain CPU backend (self-test.test.ts makes them).
 */
import { zeroMoments } from '#app/ml/clip/initialise.ts';
import type { Precision } from '#app/domain/engine.ts';
import { errorRecord } from '#app/util/error.ts';
import type { Executor } from './executor.ts';
import {
  formulaValue,
  SELF_TEST_BATCH,
  selfTestConfig,
  selfTestImages,
  selfTestParameters,
  selfTestTokenIds,
} from './self-test-model.ts';
import { selfTestReference as reference } from './self-test-reference.ts';

export interface SelfTestReference {
  readonly imageFeatures: readonly number[];
  readonly textFeatures: readonly number[];
  readonly loss: number;
  /** Two numbers for the gradient of every parameter: see gradientDigest. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

export interface SelfTestResult {
  readonly ok: boolean;
  /** Largest error met, relative to the size of what was compared. */
  readonly maxError: number;
  readonly reason?: string;
}

/** Float32 noise is a few 1e-6 here; a wrong kernel is off by far more. */
const BAR = 1e-4;

/** Cosine of each feature with its own in fp32. Coarser numbers come close to 1; a wrong kernel does not. */
const COSINE_BAR = 0.98;

/** The L2 norm of a gradient and its product with fixed values, which a permutation or a wrong sign would change. */
export function gradientDigest(gradient: Float32Array): [norm: number, projection: number] {
  let squares = 0;
  let projection = 0;
  gradient.forEach((value, index) => {
    squares += value * value;
    projection += value * formulaValue(7, index);
  });
  return [Math.sqrt(squares), projection];
}

async function featuresOf(executor: Executor, precision: Precision) {
  const inference = await executor.compileInference(selfTestConfig, selfTestParameters(), { precision });
  const imageFeatures = await inference.encodeImages(selfTestImages(), SELF_TEST_BATCH);
  const textFeatures = await inference.encodeTexts(selfTestTokenIds(), SELF_TEST_BATCH);
  await inference.dispose();
  return { imageFeatures: [...imageFeatures], textFeatures: [...textFeatures] };
}

/** What an executor makes of the model of the self-test, in fp32. */
export async function computeWith(executor: Executor): Promise<SelfTestReference> {
  const features = await featuresOf(executor, 'fp32');
  const parameters = selfTestParameters();
  const [images, tokenIds] = [selfTestImages(), selfTestTokenIds()];
  const optimizer = { beta1: 0.5, beta2: 0.5, epsilon: 1e-6, weightDecay: 0 };
  const options = { batchSize: SELF_TEST_BATCH, textLength: selfTestConfig.text.contextLength, optimizer };
  const training = await executor.compileTraining(selfTestConfig, options);
  const moments = zeroMoments(selfTestConfig);
  await training.writeState({ parameters, firstMoments: moments, secondMoments: moments, step: 0 });
  const { loss } = await training.run({ images, tokenIds }, { learningRate: 0, step: 1 });
  const { firstMoments } = await training.readState();
  await training.dispose();
  // After one step from zero the first moment is (1 - beta1) times the gradient.
  const gradients = [...firstMoments].map(([name, { data }]): [string, number[]] => [
    name,
    gradientDigest(data.map((moment) => moment * 2)),
  ]);
  return { ...features, loss, gradients: Object.fromEntries(gradients) };
}

/** Compares two results; the error of a gradient is relative to the largest norm of all. */
export function compareResults(
  found: SelfTestReference,
  expected: SelfTestReference,
): { maxError: number; where: string } {
  let worst = { maxError: 0, where: '' };
  const note = (where: string, error: number): void => {
    if (!(error <= worst.maxError)) worst = { maxError: error, where };
  };
  const compare = (where: string, a: readonly number[], b: readonly number[], size: number): void => {
    if (a.length !== b.length) note(where, Number.POSITIVE_INFINITY);
    b.forEach((value, index) => note(where, Math.abs((a[index] ?? Number.NaN) - value) / size));
  };
  compare('the image features', found.imageFeatures, expected.imageFeatures, 1);
  compare('the text features', found.textFeatures, expected.textFeatures, 1);
  compare('the loss', [found.loss], [expected.loss], 1);
  const largest = Math.max(...Object.values(expected.gradients).map(([norm = 0]) => norm));
  for (const [name, digest] of Object.entries(expected.gradients)) {
    compare(`the gradient of ${name}`, found.gradients[name] ?? [], digest, largest);
  }
  return worst;
}

/** Never throws: an engine that fails is not ok, for a reason. */
export async function selfTest(executor: Executor): Promise<SelfTestResult> {
  try {
    const { maxError, where } = compareResults(await computeWith(executor), reference);
    if (maxError < BAR) return { ok: true, maxError };
    return {
      ok: false,
      maxError,
      reason: `It computes ${where} wrongly (error ${maxError.toExponential(1)}).`,
    };
  } catch (thrown) {
    return { ok: false, maxError: Number.POSITIVE_INFINITY, reason: errorRecord(thrown).message };
  }
}

/** Whether the features of a coarser precision point where those of fp32 do. Never throws. */
export async function agreesIn(executor: Executor, precision: Precision): Promise<boolean> {
  try {
    const { imageFeatures, textFeatures } = await featuresOf(executor, precision);
    return (
      lowestCosine(imageFeatures, reference.imageFeatures) > COSINE_BAR &&
      lowestCosine(textFeatures, reference.textFeatures) > COSINE_BAR
    );
  } catch {
    // One that cannot be compiled is not there.
    return false;
  }
}

/** Of the rows of [SELF_TEST_BATCH, embed], both L2-normalised; NaN counts as no agreement. */
function lowestCosine(found: readonly number[], expected: readonly number[]): number {
  const width = expected.length / SELF_TEST_BATCH;
  const cosines = Array.from({ length: SELF_TEST_BATCH }, (_, row) =>
    expected
      .slice(row * width, (row + 1) * width)
      .reduce((sum, value, column) => sum + value * (found[row * width + column] ?? Number.NaN), 0),
  );
  return cosines.every((cosine) => Number.isFinite(cosine)) ? Math.min(...cosines) : -1;
}
