/** Rows in batches, and what happens when a batch does not fit into the memory. */
import { describe, expect, it } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { BatchLimit, encodeInBatches } from './encode-batches.ts';

const tooLarge = (facts?: Record<string, unknown>) =>
  new FigscopeError('out-of-memory', { message: 'Too large.', ...(facts ? { facts } : {}) });

/** Doubles every value, for at most `most` rows of two values at a time. */
function engine(most: number, facts?: Record<string, unknown>) {
  const calls: number[] = [];
  const encode = async (rows: Float32Array, count: number) => {
    calls.push(count);
    if (count > most) throw tooLarge(facts);
    return rows.map((value) => value * 2);
  };
  return { encode, calls };
}

const inputs = Float32Array.from({ length: 20 }, (_, i) => i); // [10, 2]
const doubled = inputs.map((value) => value * 2);

describe('encodeInBatches', () => {
  it('gives the engine the rows in order, a batch at a time', async () => {
    const { encode, calls } = engine(100);
    expect(await encodeInBatches(10, inputs, encode, new BatchLimit(4))).toEqual(doubled);
    expect(calls).toEqual([4, 4, 2]);
  });

  it('halves the batch when the memory does not suffice, keeps to it, and says so', async () => {
    const { encode, calls } = engine(2);
    const limit = new BatchLimit(8);
    expect(await encodeInBatches(10, inputs, encode, limit)).toEqual(doubled);
    expect(calls).toEqual([8, 4, 2, 2, 2, 2, 2]);
    expect(limit.note).toContain('2 at a time');
    await encodeInBatches(4, inputs.subarray(0, 8), encode, limit);
    expect(calls.slice(-2)).toEqual([2, 2]);
  });

  it('takes what the engine says would fit', async () => {
    const { encode, calls } = engine(3, { batch: 10, fits: 3 });
    expect(await encodeInBatches(10, inputs, encode, new BatchLimit(10))).toEqual(doubled);
    expect(calls).toEqual([10, 3, 3, 3, 1]);
  });

  it('gives up when not even one row fits, and at any other error', async () => {
    const { encode } = engine(0);
    await expect(encodeInBatches(10, inputs, encode, new BatchLimit(4))).rejects.toMatchObject({
      code: 'out-of-memory',
    });
    const broken = () => Promise.reject(new FigscopeError('internal', 'Broken.'));
    await expect(encodeInBatches(10, inputs, broken)).rejects.toMatchObject({ code: 'internal' });
  });
});
