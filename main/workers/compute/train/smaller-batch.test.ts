/** What a person is told when a training step does not fit into the memory. */
import { describe, expect, it } from 'vitest';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { withSmallerBatch } from './smaller-batch.ts';

const outOfMemory = (facts?: Record<string, unknown>) =>
  new FigscopeError('out-of-memory', { message: 'Not enough.', ...(facts ? { facts } : {}) });
const whole = { batchSize: 64, microBatch: 64 };

describe('withSmallerBatch', () => {
  it.each([
    ['what the engine estimates', outOfMemory({ fits: 20 }), whole, 20, 16],
    ['half without an estimate', outOfMemory(), whole, 32, 32],
    ['less than what failed, whatever the estimate', outOfMemory({ fits: 100 }), whole, 63, 32],
    ['less than what was computed at a time', outOfMemory(), { batchSize: 64, microBatch: 16 }, 8, 8],
  ])('offers %s, and a part of the batch of that size', (_, thrown, batch, fits, microBatch) => {
    const { code, message, remedy, facts } = errorRecord(withSmallerBatch(thrown, batch));
    expect(code).toBe('out-of-memory');
    expect(message).toBe(`${batch.microBatch} pairs at a time do not fit into the memory. Not enough.`);
    expect(remedy).toContain(`--set microBatch=${microBatch},`);
    expect(remedy).toContain(`--set batchSize=${fits}`);
    expect(facts).toMatchObject({ batch: batch.microBatch, fits });
  });

  it('offers no batch that nothing could be learnt from', () => {
    expect(errorRecord(withSmallerBatch(outOfMemory({ fits: 1 }), whole)).remedy).not.toContain('batchSize');
    const { remedy } = errorRecord(withSmallerBatch(outOfMemory({ fits: 0 }), whole));
    expect(remedy).toContain('smaller model');
  });

  it('leaves every other error as it is', () => {
    const other = new FigscopeError('internal', 'Broken.');
    expect(withSmallerBatch(other, whole)).toBe(other);
  });
});
