/**
 * Learning rates by step (open_clip_train.scheduler). A step is the number of optimizer steps already done: 0 before
 * the first one.
 */

export type LearningRateSchedule = (step: number) => number;

const warmedUp = (baseRate: number, warmupSteps: number, step: number): number =>
  (baseRate * (step + 1)) / warmupSteps;

/** `cosine_lr`: linear warm-up, then half a cosine down to 0 at `steps`. */
export function cosineLearningRate(
  baseRate: number,
  warmupSteps: number,
  steps: number,
): LearningRateSchedule {
  return (step) => {
    if (step < warmupSteps) return warmedUp(baseRate, warmupSteps, step);
    // One step past a schedule that is all warm-up: nothing is left to fall.
    const progress = steps > warmupSteps ? (step - warmupSteps) / (steps - warmupSteps) : 1;
    return 0.5 * (1 + Math.cos(Math.PI * progress)) * baseRate;
  };
}

/** `const_lr`: linear warm-up, then the base rate. */
export function constantLearningRate(baseRate: number, warmupSteps: number): LearningRateSchedule {
  return (step) => (step < warmupSteps ? warmedUp(baseRate, warmupSteps, step) : baseRate);
}

export interface Cooldown {
  /** Steps at the end over which the rate falls. */
  readonly cooldownSteps: number;
  /** 1: linear; 2: quadratic; ... */
  readonly power?: number;
  readonly endRate?: number;
}

/** `const_lr_cooldown`: linear warm-up, the base rate, then a polynomial down to `endRate` at `steps`. */
export function cooldownLearningRate(
  baseRate: number,
  warmupSteps: number,
  steps: number,
  { cooldownSteps, power = 1, endRate = 0 }: Cooldown,
): LearningRateSchedule {
  const start = steps - cooldownSteps;
  return (step) => {
    if (step < warmupSteps) return warmedUp(baseRate, warmupSteps, step);
    if (step < start) return baseRate;
    const left = (1 - (step - start) / (steps - start)) ** power;
    return left * (baseRate - endRate) + endRate;
  };
}
