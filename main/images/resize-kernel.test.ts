import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { prepareUint8 } from './prepare-image.ts';

const asked = vi.hoisted(() => ({ channels: new Array<number>() }));

vi.mock(import('../../native/kernels/resample.ts'), () => ({
  createResampleKernel: () => (resampling) => {
    asked.channels.push(resampling.channels);
    return undefined;
  },
}));

test('exact preparation asks the kernel, and computes by itself what the kernel declines', async () => {
  const create = { width: 40, height: 30, channels: 3, background: { r: 10, g: 200, b: 30 } } as const;
  const { pixels } = await prepareUint8(await sharp({ create }).png().toBuffer(), 8, 'exact');
  expect(asked.channels).toEqual([3]);
  expect([...pixels.subarray(0, 6)]).toEqual([10, 200, 30, 10, 200, 30]);
});
