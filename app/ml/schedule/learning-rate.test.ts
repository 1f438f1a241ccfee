import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sharedPath } from '#main/dev/shared.ts';
import {
  constantLearningRate,
  constantWithCooldown,
  cosineLearningRate,
  type Schedule,
} from './learning-rate.ts';

const path = sharedPath('golden/schedule/schedules.json');
const golden = z.object({
  schedules: z.array(
    z.object({
      kind: z.enum(['cosine_lr', 'const_lr', 'const_lr_cooldown']),
      args: z.object({
        base_lr: z.number(),
        warmup_length: z.number(),
        steps: z.number(),
        cooldown_steps: z.number().default(0),
        cooldown_power: z.number().default(1),
        cooldown_end_lr: z.number().default(0),
      }),
      steps: z.array(z.number()),
      lr: z.array(z.number()),
    }),
  ),
});
type Golden = z.infer<typeof golden>['schedules'][number];

function scheduleOf({ kind, args }: Golden): Schedule {
  switch (kind) {
    case 'cosine_lr':
      return cosineLearningRate(args.base_lr, args.warmup_length, args.steps);
    case 'const_lr':
      return constantLearningRate(args.base_lr, args.warmup_length);
    case 'const_lr_cooldown':
      return constantWithCooldown(args.base_lr, args.warmup_length, args.steps, {
        cooldownSteps: args.cooldown_steps,
        power: args.cooldown_power,
        endRate: args.cooldown_end_lr,
      });
  }
}

describe.skipIf(path === undefined)('schedules of open_clip (golden/schedule)', () => {
  const cases = path === undefined ? [] : golden.parse(JSON.parse(readFileSync(path, 'utf8'))).schedules;
  it.each(cases.map((one, index) => ({ ...one, name: `${index} ${one.kind}` })))('$name', (one) => {
    const schedule = scheduleOf(one);
    const worst = Math.max(
      ...one.steps.map((step, i) => Math.abs(schedule(step) - one.lr[i]) / (one.args.base_lr || 1)),
    );
    expect(worst).toBeLessThanOrEqual(1e-12);
  });
});
