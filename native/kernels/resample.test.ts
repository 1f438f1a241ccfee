import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Box, Size } from '#app/ml/preprocess/raster.ts';
import { planResample8, type Resampling8 } from '#app/ml/preprocess/resample-8.ts';
import { resampleInLoops } from '#app/ml/preprocess/resample-8-loops.ts';
import { evalGeometry } from '#app/ml/preprocess/transform.ts';
import { createRandom } from '#app/util/random.ts';
import { compileKernel, kernelFile, kernelPath } from '#main/dev/build-kernels.ts';
import { createResampleKernel } from './resample.ts';
import { compiled } from './web-assembly.ts';

const random = createRandom('resample');
const kernel = createResampleKernel();
const whole = ({ width, height }: Size): Box => ({ left: 0, top: 0, width, height });

/** Half noise, half only black and white, where sums overshoot. */
function noise(length: number): Uint8Array {
  const data = new Uint8Array(length);
  const seed = random.integer(2 ** 30);
  for (let i = 0; i < length; i++) data[i] = Math.imul(i + seed, 0x9e3779b1) >>> 19;
  for (let i = length >> 1; i < length; i++) data[i] = data[i] > 127 ? 255 : 0;
  return data;
}

interface Case {
  readonly size: Size;
  readonly channels: number;
  readonly target: Size;
  readonly source?: Box;
  readonly window?: Box;
}

function plan({ size, channels, target, source = whole(size), window = whole(target) }: Case): Resampling8 {
  const data = noise(size.width * size.height * channels);
  return planResample8(data, size.width, channels, source, target, window);
}

function isEqual(resampling: Resampling8): boolean {
  const found = kernel?.(resampling);
  return found !== undefined && Buffer.compare(found, resampleInLoops(resampling)) === 0;
}

const box = (inside: Size): Box => {
  const width = 1 + random.integer(inside.width);
  const height = 1 + random.integer(inside.height);
  const left = random.integer(inside.width - width + 1);
  return { left, top: random.integer(inside.height - height + 1), width, height };
};
const side = (): number => 1 + random.integer(random.integer(4) === 0 ? 400 : 40);

describe('the resampling kernel', () => {
  it('is the one that its source makes', async () => {
    const module = await compileKernel('resample');
    expect(readFileSync(kernelPath('resample'), 'utf8')).toBe(kernelFile('resample', module));
  });

  it.each([1, 3, 4])('equals the loops for parts and windows of random sizes, %i channels', (channels) => {
    let columnsFirst = 0;
    for (let round = 0; round < 400; round++) {
      const size = { width: side(), height: side() };
      const target = { width: side(), height: side() };
      const wanted = { size, channels, target, source: box(size), window: box(target) };
      const resampling = plan(wanted);
      if (resampling.columnsFirst) columnsFirst += 1;
      expect({ ...wanted, equal: isEqual(resampling) }).toEqual({ ...wanted, equal: true });
    }
    expect(columnsFirst).toBeGreaterThan(50);
    expect(columnsFirst).toBeLessThan(350);
  });

  it.each<[number, number, number]>([
    [1, 1, 224],
    [1, 700, 64],
    [700, 1, 64],
    [2, 3, 224],
    [223, 225, 224],
    [224, 224, 224],
    [224, 900, 224],
    [900, 224, 224],
    [1999, 1311, 224],
    [1203, 2411, 224],
    [30_000, 40, 32],
    [40, 30_000, 32],
    [30_000, 1200, 48],
    [5003, 17, 1],
  ])('equals the loops for the exact preparation of %i x %i at %i px', (width, height, imageSize) => {
    for (const channels of [1, 3, 4]) {
      const { target, window } = evalGeometry({ width, height }, imageSize);
      expect(isEqual(plan({ size: { width, height }, channels, target, window }))).toBe(true);
    }
  });

  it('declines what it does not know and what needs too much memory', () => {
    const size = { width: 300, height: 200 };
    const target = { width: 20, height: 20 };
    expect(kernel?.(plan({ size, channels: 2, target }))).toBeUndefined();
    const small = createResampleKernel({ memoryLimitBytes: 100_000 });
    expect(small?.(plan({ size, channels: 3, target }))).toBeUndefined();
    expect(small?.(plan({ size: target, channels: 3, target: { width: 10, height: 10 } }))).toHaveLength(300);
    // More than the module may have, whatever the caller allows.
    const greedy = createResampleKernel({ memoryLimitBytes: 2 ** 40 });
    const huge = plan({ size: { width: 2, height: 2 }, channels: 4, target: { width: 5000, height: 4000 } });
    expect(greedy?.(huge)).toBeUndefined();
    expect(isEqual(plan({ size, channels: 3, target }))).toBe(true);
  });

  it('is not there where WebAssembly cannot run it', () => {
    expect(compiled('AGFzbQIAAAA=')).toBeUndefined(); // a version that does not exist
  });
});
