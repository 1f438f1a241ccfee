import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import {
  constantLearningRate,
  cooldownLearningRate,
  cosineLearningRate,
  type LearningRateSchedule,
} from './learning-rate.ts';

// open_clip_train.scheduler in float64; see the README of the golden data.
const goldenSchedules = z.object({
  schedules: z.array(
    z.object({
      kind: z.enum(['cosine_lr', 'const_lr', 'const_lr_cooldown']),
      args: z.object({
        base_lr: z.number(),
        warmup_length: z.number(),
        steps: z.number(),
        cooldown_steps: z.number().optional(),
        cooldown_power: z.number().optional(),
        cooldown_end_lr: z.number().optional(),
      }),
      steps: z.array(z.number()),
      lr: z.array(z.number()),
    }),
  ),
});
type GoldenSchedule = z.infer<typeof goldenSchedules>['schedules'][number];

function scheduleOf({ kind, args }: GoldenSchedule): LearningRateSchedule {
  const { base_lr: base, warmup_length: warmup, steps } = args;
  switch (kind) {
    case 'cosine_lr':
      return cosineLearningRate(base, warmup, steps);
    case 'const_lr':
      return constantLearningRate(base, warmup);
    case 'const_lr_cooldown':
      return cooldownLearningRate(base, warmup, steps, {
        cooldownSteps: args.cooldown_steps ?? 0,
        power: args.cooldown_power ?? 1,
        endRate: args.cooldown_end_lr ?? 0,
      });
  }
}

const shared = sharedPath('golden/schedule/schedules.json');
describe.skipIf(!shared)('golden learning rates', () => {
  const { schedules } = shared
    ? goldenSchedules.parse(JSON.parse(readFileSync(requireShared('golden/schedule/schedules.json'), 'utf8')))
    : { schedules: [] };

  it('agree for every step of all ten schedules', () => {
    expect(schedules).toHaveLength(10);
    for (const golden of schedules) {
      const schedule = scheduleOf(golden);
      golden.steps.forEach((step, i) => {
        // The last step of a cooldown with a fractional power is NaN there as well as here: never reached.
        expect(Math.abs(schedule(step) - golden.lr[i])).toBeLessThan(1e-12);
      });
    }
  });
});

describe('cosineLearningRate', () => {
  it('has a value one step past a schedule that is all warm-up', () => {
    const schedule = cosineLearningRate(1, 4, 4);
    expect([0, 3, 4].map(schedule)).toEqual([0.25, 1, 0]);
  });
});
