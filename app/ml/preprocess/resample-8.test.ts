import { expect, it } from 'vitest';
import { resample8, useResample8Kernel } from './resample-8.ts';

const whole = (width: number, height: number) => ({ left: 0, top: 0, width, height });

it('takes what the kernel computes, and computes what it declines', () => {
  const data = Uint8Array.from({ length: 5 * 4 }, (_, i) => 12 * i);
  const resized = () => resample8(data, 5, 1, whole(5, 4), { width: 3, height: 2 }, whole(3, 2));
  const inLoops = resized();
  useResample8Kernel(({ channels, columns, rows }) =>
    Uint8Array.of(channels, columns.first.length, rows.first.length),
  );
  expect([...resized()]).toEqual([1, 3, 2]);
  useResample8Kernel(() => undefined);
  expect(resized()).toEqual(inLoops);
});
