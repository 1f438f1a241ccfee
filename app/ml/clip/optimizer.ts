/** AdamW with open_clip's choices (open_clip_train main.py and torch.optim.AdamW). */

/** logit_scale is kept in [0, ln 100] after each step. */
export const LARGEST_LOGIT_SCALE = Math.log(100);

/** Whether weight decay applies to a parameter: open_clip's `exclude` rule, negated. */
export function decays(name: string, shape: readonly number[]): boolean {
  if (shape.length < 2) return false;
  return !['bn', 'ln', 'bias', 'logit_scale'].some((part) => name.includes(part));
}

export interface AdamWHyperparameters {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** What changes from step to step, worked out in float64. */
export interface AdamWScalars {
  /** Multiplies decaying parameters: 1 - learningRate * weightDecay. */
  readonly decayFactor: number;
  /** learningRate / (1 - beta1 ** step) */
  readonly stepSize: number;
  /** 1 / sqrt(1 - beta2 ** step): makes the second moment's root unbiased. */
  readonly rootCorrection: number;
}

/** `step` counts from 1. */
export function adamwScalars(
  { beta1, beta2, weightDecay }: AdamWHyperparameters,
  learningRate: number,
  step: number,
): AdamWScalars {
  return {
    decayFactor: 1 - learningRate * weightDecay,
    stepSize: learningRate / (1 - beta1 ** step),
    rootCorrection: 1 / Math.sqrt(1 - beta2 ** step),
  };
}
