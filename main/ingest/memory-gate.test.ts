import { expect, test } from 'vitest';
import { MemoryGate } from './memory-gate.ts';

/** Work that goes on until it is told to end. */
function held(gate: MemoryGate, sizeBytes: number, started: number[], name: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = gate.run(sizeBytes, async () => {
    started.push(name);
    await promise;
  });
  return { end: resolve, done };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('lets in what has room, in order, and the rest as room comes', async () => {
  const gate = new MemoryGate(10);
  const started: number[] = [];
  const first = held(gate, 6, started, 1);
  const second = held(gate, 6, started, 2);
  const third = held(gate, 1, started, 3);
  await settled();
  // The small one does not overtake: a large file would else wait for ever.
  expect(started).toEqual([1]);
  first.end();
  await first.done;
  await settled();
  expect(started).toEqual([1, 2, 3]);
  second.end();
  third.end();
  await Promise.all([second.done, third.done]);
});

test('what is larger than the whole budget runs alone', async () => {
  const gate = new MemoryGate(10);
  const started: number[] = [];
  const small = held(gate, 1, started, 1);
  const huge = held(gate, 100, started, 2);
  const after = held(gate, 1, started, 3);
  await settled();
  expect(started).toEqual([1]);
  small.end();
  await small.done;
  await settled();
  expect(started).toEqual([1, 2]);
  huge.end();
  await huge.done;
  await settled();
  expect(started).toEqual([1, 2, 3]);
  after.end();
  await after.done;
});

test('work that fails gives its room back', async () => {
  const gate = new MemoryGate(10);
  await expect(gate.run(10, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(gate.run(10, () => Promise.resolve('yes'))).resolves.toBe('yes');
});
