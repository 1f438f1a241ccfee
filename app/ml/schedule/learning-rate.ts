/** Learning rates over a run, as open_clip_train.scheduler. Each is a function of the optimizer steps already done. */

export type Schedule = (step: number) => number;

const warmUp = (base: number, warmupSteps: number, step: number): number => (base * (step + 1)) / warmupSteps;

/** cosine_lr: linear warm-up to `base`, then half a cosine down to 0 at `steps`. */
export function cosineLearningRate(base: number, warmupSteps: number, steps: number): Schedule {
  return (step) => {
    if (step < warmupSteps) return warmUp(base, warmupSteps, step);
    // A run that is all warm-up never gets here but at its very end.
    const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
    return 0.5 * (1 + Math.cos(Math.PI * done)) * base;
  };
}

/** const_lr: linear warm-up to `base`, then `base`. */
export function constantLearningRate(base: number, warmupSteps: number): Schedule {
  return (step) => (step < warmupSteps ? warmUp(base, warmupSteps, step) : base);
}

export interface Cooldown {
  /** Steps at the end during which the rate falls. */
  readonly cooldownSteps: number;
  readonly power: number;
  readonly endRate: number;
}

/** const_lr_cooldown: as const_lr, and over the last steps a polynomial fall to `endRate`. */
export function constantWithCooldown(
  base: number,
  warmupSteps: number,
  steps: number,
  { cooldownSteps, power, endRate }: Cooldown,
): Schedule {
  const constant = constantLearningRate(base, warmupSteps);
  const start = steps - cooldownSteps;
  return (step) => {
    if (step < warmupSteps || step < start) return constant(step);
    const left = (1 - (step - start) / (steps - start)) ** power;
    return left * (base - endRate) + endRate;
  };
}
