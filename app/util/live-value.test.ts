import { expect, it } from 'vitest';
import { LiveValue } from './live-value.ts';

it('skips what a slow reader missed and ends after the last value', async () => {
  const value = new LiveValue(0);
  const seen: number[] = [];
  const reading = (async () => {
    for await (const n of value.watch()) seen.push(n);
  })();
  await Promise.resolve();
  value.set(1);
  value.set(2);
  await new Promise((resume) => setImmediate(resume));
  value.set(3);
  value.close();
  await reading;
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(3);
  expect(seen).not.toContain(1);
});

it('stops watching when the signal aborts, and leaves no listener behind', async () => {
  const value = new LiveValue('a');
  const abort = new AbortController();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const v of value.watch(abort.signal)) seen.push(v);
  })();
  await new Promise((resume) => setImmediate(resume));
  abort.abort();
  await reading;
  value.set('b');
  expect(seen).toEqual(['a']);
});
