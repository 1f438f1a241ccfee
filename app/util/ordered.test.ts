import { expect, test } from 'vitest';
import { mapOrdered } from './ordered.ts';

test('keeps the order of the input whatever finishes first', async () => {
  const gates = [0, 1, 2].map(() => Promise.withResolvers<undefined>());
  const seen: number[] = [];
  const run = (async (): Promise<void> => {
    for await (const value of mapOrdered([0, 1, 2], 3, async (n) => (await gates[n]?.promise, n)))
      seen.push(value);
  })();
  for (const gate of gates.toReversed()) gate.resolve(undefined);
  await run;
  expect(seen).toEqual([0, 1, 2]);
});

test('never has more under way than it may', async () => {
  let underWay = 0;
  let most = 0;
  const work = async (n: number): Promise<number> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    return n;
  };
  const values: number[] = [];
  for await (const value of mapOrdered([...Array(20).keys()], 3, work)) values.push(value);
  expect(values).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(3);
});

test('leaving early closes the input', async () => {
  let closed = false;
  async function* input(): AsyncGenerator<number> {
    try {
      for (let n = 0; ; n += 1) yield n;
    } finally {
      closed = true;
    }
  }
  for await (const value of mapOrdered(input(), 2, (n) => Promise.resolve(n))) if (value === 3) break;
  expect(closed).toBe(true);
});

test('a failure comes where its result would have come', async () => {
  const work = (n: number): Promise<number> =>
    n === 1 ? Promise.reject(new Error('one')) : Promise.resolve(n);
  const seen: number[] = [];
  const run = async (): Promise<void> => {
    for await (const value of mapOrdered([0, 1, 2], 3, work)) seen.push(value);
  };
  await expect(run()).rejects.toThrow('one');
  expect(seen).toEqual([0]);
});
