/** --engine, --device and --precision as the choice that the host resolves. */
import type { Command } from 'commander';
import {
  computeChoice,
  type ComputeChoice,
  deviceName,
  engineNames,
  precisions,
} from '#app/domain/engine.ts';
import { FigscopeError } from '#app/util/error.ts';
import { parseChoice } from './parse.ts';
import { textOption } from './verb.ts';

const engineChoices = ['auto', ...engineNames] as const;

/** The option of verbs that embed; engine and device are everywhere. */
export const withPrecision = (command: Command): Command =>
  command.option('--precision <precision>', `${precisions.join(', ')}; bf16 needs TensorFlow`, 'fp32');

/** Throws invalid-input for a value that there cannot be; what this machine has is the host's business. */
export function computeOf(options: Record<string, unknown>): ComputeChoice {
  return computeChoice.parse({
    ...engineAndDevice(options),
    precision: parseChoice('--precision', textOption(options, 'precision') ?? 'fp32', precisions),
  });
}

/** Only what was given. */
export function engineAndDevice(
  options: Record<string, unknown>,
): Partial<Pick<ComputeChoice, 'engine' | 'device'>> {
  const engine = textOption(options, 'engine');
  const device = textOption(options, 'device');
  return {
    ...(engine === undefined ? {} : { engine: parseChoice('--engine', engine, engineChoices) }),
    ...(device === undefined ? {} : { device: parseDevice(device) }),
  };
}

function parseDevice(text: string): string {
  const parsed = deviceName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new FigscopeError('invalid-input', {
    message: `--device cannot be ${text}.`,
    remedy: 'Use auto, cpu, gpu or gpu:N; see the devices with: figscope engine list',
  });
}
