/** What every executor checks before it compiles a training step. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { TrainingOptions } from './executor.ts';

export function isFrozen({ frozen = [] }: TrainingOptions, name: string): boolean {
  return frozen.some((prefix) => name.startsWith(prefix));
}

/** Throws invalid-input for a batch that does not fit the model, and when nothing is left to train. */
export function checkTrainingOptions(config: ModelConfig, options: TrainingOptions): void {
  const { batchSize, textLength } = options;
  const { contextLength } = config.text;
  if (!isBetween(batchSize, 1, 65_536) || !isBetween(textLength, 1, contextLength)) {
    throw new FigscopeError('invalid-input', {
      message: `A batch of ${batchSize} with texts of ${textLength} tokens does not fit the model.`,
      remedy: `Use a batch of at least 1 and between 1 and ${contextLength} tokens.`,
      facts: { batchSize, textLength, contextLength },
    });
  }
  const { microBatch = batchSize } = options;
  if (!isBetween(microBatch, 1, batchSize) || batchSize % microBatch !== 0) {
    throw new FigscopeError('invalid-input', {
      message: `A batch of ${batchSize} cannot be computed ${microBatch} pairs at a time.`,
      remedy: 'Let microBatch divide batchSize.',
      facts: { batchSize, microBatch },
    });
  }
  if ([...parameterShapes(config).keys()].every((name) => isFrozen(options, name))) {
    throw new FigscopeError('invalid-input', {
      message: 'All parameters are frozen: there is nothing to train.',
      remedy: 'Freeze fewer of them.',
    });
  }
}

function isBetween(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
