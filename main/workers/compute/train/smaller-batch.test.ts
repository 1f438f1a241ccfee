/** What a person is told when a training step does not fit into the memory. */
import { describe, expect, it } from 'vitest';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { withSmallerBatch } from './smaller-batch.ts';

const outOfMemory = (facts?: Record<string, unknown>) =>
  new FigscopeError('out-of-memory', { message: 'Not enough.', ...(facts ? { facts } : {}) });

describe('withSmallerBatch', () => {
  it.each([
    ['the estimate of the engine', outOfMemory({ batch: 64, fits: 20 }), 64, 20],
    ['half the batch without one', outOfMemory(), 64, 32],
    ['less than what failed, whatever the estimate', outOfMemory({ fits: 100 }), 64, 63],
  ])('offers %s', (_, thrown, batch, fits) => {
    const { code, message, remedy, facts } = errorRecord(withSmallerBatch(thrown, batch));
    expect(code).toBe('out-of-memory');
    expect(message).toBe(`A batch of ${batch} does not fit into the memory. Not enough.`);
    expect(remedy).toContain(`--set batchSize=${fits}`);
    expect(facts).toMatchObject({ batch, fits });
  });

  it('offers no batch that nothing could be learnt from', () => {
    const { remedy } = errorRecord(withSmallerBatch(outOfMemory({ fits: 0 }), 8));
    expect(remedy).toContain('smaller model');
    expect(remedy).not.toContain('batchSize');
  });

  it('leaves every other error as it is', () => {
    const other = new FigscopeError('internal', 'Broken.');
    expect(withSmallerBatch(other, 8)).toBe(other);
  });
});
