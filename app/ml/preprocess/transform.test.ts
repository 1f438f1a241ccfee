import { describe, expect, it } from 'vitest';
import { createRandom } from '#app/util/random.ts';
import { normalise } from './normalise.ts';
import type { Raster8 } from './raster.ts';
import { evalGeometry, openClipTrain, randomResizedCrop, roundHalfEven } from './transform.ts';

describe('evalGeometry', () => {
  it('takes the long side rounded down and the crop offset rounded half to even, as torchvision', () => {
    expect(evalGeometry({ width: 600, height: 1472 }, 56)).toEqual({
      target: { width: 56, height: 137 },
      window: { left: 0, top: 40, width: 56, height: 56 },
    });
    expect(evalGeometry({ width: 411, height: 3 }, 64)).toEqual({
      target: { width: 8768, height: 64 },
      window: { left: 4352, top: 0, width: 64, height: 64 },
    });
    expect([0.5, 1.5, 2.5, 2.4999].map(roundHalfEven)).toEqual([0, 2, 2, 2]);
  });
});

describe('randomResizedCrop', () => {
  const image = { width: 640, height: 480 };

  it('stays inside the image, within the shares and shapes asked for, and repeats for a seed', () => {
    const random = createRandom('crops');
    const shares: number[] = [];
    for (let i = 0; i < 500; i++) {
      const { left, top, width, height } = randomResizedCrop(image, random);
      expect(left >= 0 && top >= 0 && left + width <= 640 && top + height <= 480).toBe(true);
      shares.push((width * height) / (640 * 480));
      expect(width / height).toBeGreaterThan(0.74);
      expect(width / height).toBeLessThan(1.35);
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.895);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    const again = createRandom(7).fork(3);
    expect(randomResizedCrop(image, again)).toEqual(randomResizedCrop(image, createRandom(7).fork(3)));
  });

  it('falls back to the middle of images whose shape no crop can have', () => {
    const random = createRandom(1);
    expect(randomResizedCrop({ width: 1000, height: 10 }, random)).toEqual({
      left: 493,
      top: 0,
      width: 13,
      height: 10,
    });
    expect(randomResizedCrop({ width: 10, height: 1000 }, random)).toEqual({
      left: 0,
      top: 493,
      width: 10,
      height: 13,
    });
  });
});

describe('openClipTrain', () => {
  it('gives RGB of the size asked for, the same for the same seed', () => {
    const data = Uint8Array.from({ length: 50 * 40 * 3 }, (_, i) => (i * 13) % 256);
    const raster: Raster8 = { mode: 'RGB', width: 50, height: 40, data };
    const first = openClipTrain(raster, 16, createRandom(1), { scale: [0.3, 0.5] });
    expect(first).toHaveLength(16 * 16 * 3);
    expect(openClipTrain(raster, 16, createRandom(1), { scale: [0.3, 0.5] })).toEqual(first);
    expect(openClipTrain(raster, 16, createRandom(2), { scale: [0.3, 0.5] })).not.toEqual(first);
  });
});

describe('normalise', () => {
  it('puts channels first and rounds to float32 after every operation', () => {
    const pixels = Uint8Array.of(0, 128, 255, 255, 0, 1);
    const normalised = normalise(pixels, { mean: [0.5, 0.25, 0], std: [0.5, 0.5, 1] });
    const f = Math.fround;
    expect([...normalised]).toEqual([-1, 1, f(f(f(128 / 255) - 0.25) / 0.5), -0.5, 1, f(1 / 255)]);
  });
});
