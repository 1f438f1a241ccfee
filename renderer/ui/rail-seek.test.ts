import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RailSeek } from './rail-seek.ts';

/** A list whose rows come when the test says so. */
function slowList() {
  const shown: number[] = [];
  const asked: number[] = [];
  let arrive = (): void => undefined;
  const seek = new RailSeek(
    (row) => shown.push(row),
    (row) => {
      asked.push(row);
      return new Promise<void>((resolve) => (arrive = resolve));
    },
  );
  const arrives = async (): Promise<void> => {
    arrive();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { seek, shown, asked, arrives };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('goes from one place that is ready to the newest that is wanted', async () => {
  const { seek, shown, asked, arrives } = slowList();
  for (let row = 1; row <= 60; row++) seek.to(row);
  expect(seek.row).toBe(60);
  expect(shown).toEqual([]);
  await arrives();
  expect(shown).toEqual([1]);
  await arrives();
  expect(shown).toEqual([1, 60]);
  expect(asked).toEqual([1, 60]);
  expect(seek.row).toBeUndefined();
});

it('goes there without the rows when they take long, and on to the next when they are there', async () => {
  const { seek, shown, asked, arrives } = slowList();
  seek.to(1);
  seek.to(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(shown).toEqual([1]);
  expect(asked).toEqual([1]);
  await arrives();
  expect(asked).toEqual([1, 2]);
});

it('does not wait for ever, nor for what is there already', async () => {
  const { seek, asked } = slowList();
  seek.to(1);
  seek.to(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([1, 2]);
  const shown: number[] = [];
  const ready = new RailSeek(
    (row) => shown.push(row),
    () => undefined,
  );
  ready.to(5);
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual([5]);
});
