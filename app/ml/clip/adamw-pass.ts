/** AdamW over long arrays in one pass: each value is read and written once. */
import type { AdamWHyperparameters, AdamWScalars } from './optimizer.ts';

export interface AdamWArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
}

export interface AdamWRange {
  readonly start: number;
  readonly end: number;
  readonly decays: boolean;
  /** Gradients are multiplied by this first (clipping). */
  readonly gradientFactor: number;
}

/** Updates parameters and moments of elements [start, end) in place, as torch.optim.AdamW does. */
export function adamwPass(
  { parameters, gradients, firstMoments, secondMoments }: AdamWArrays,
  { start, end, decays, gradientFactor }: AdamWRange,
  { beta1, beta2, epsilon }: AdamWHyperparameters,
  { decayFactor, stepSize, rootCorrection }: AdamWScalars,
): void {
  const keep = decays ? decayFactor : 1;
  const gain1 = 1 - beta1;
  const gain2 = 1 - beta2;
  for (let i = start; i < end; i++) {
    const gradient = gradients[i]! * gradientFactor;
    const first = firstMoments[i]! * beta1 + gradient * gain1;
    const second = secondMoments[i]! * beta2 + gradient * gradient * gain2;
    firstMoments[i] = first;
    secondMoments[i] = second;
    parameters[i] =
      parameters[i]! * keep - (stepSize * first) / (Math.sqrt(second) * rootCorrection + epsilon);
  }
}

/** Sum of squares of the elements, in float64. */
export function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
