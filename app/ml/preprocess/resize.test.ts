import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { columnsComeFirst } from './filter-weights.ts';
import { channelsOf, type PixelMode, type Raster } from './raster.ts';
import { resize } from './resize.ts';
import { toRgb } from './to-rgb.ts';

/**
 * What Pillow 13.0 makes of the same samples: mode, size, part (left, top, width, height), target, and the first 16
 * digits of the SHA-256 of `crop(part).resize(target, BICUBIC)` and of its conversion to RGB.
 */
const pillow: readonly (readonly [
  PixelMode,
  readonly number[],
  readonly number[],
  readonly number[],
  string,
  string,
])[] = [
  ['L', [31, 17], [0, 0, 31, 17], [12, 9], '7eaf35a1723d9c37', '4db0279defaeb913'],
  ['L', [9, 40], [0, 0, 9, 40], [5, 6], 'e18a91445227e6f1', '29df4e1a73495c60'],
  ['L', [20, 21], [0, 0, 20, 21], [20, 7], '8bfcc29bf175f2a8', '2cc13023c5a4e859'],
  ['L', [5, 7], [0, 0, 5, 7], [23, 31], '72aff05011af4b0f', '6bb1298bc9cd9d2a'],
  ['LA', [24, 18], [0, 0, 24, 18], [10, 11], '7e4a9a5de6a0aea5', 'a9908afbd21a74cf'],
  ['RGB', [40, 29], [0, 0, 40, 29], [16, 16], 'e97ee694c922f666', 'e97ee694c922f666'],
  ['RGB', [12, 60], [0, 0, 12, 60], [8, 8], 'e87b647807660f63', 'e87b647807660f63'],
  ['RGB', [33, 20], [4, 3, 21, 15], [16, 16], 'f86baa7eda27a3e7', 'f86baa7eda27a3e7'],
  ['RGB', [14, 70], [2, 5, 9, 61], [9, 9], '93d4e94d8c315933', '93d4e94d8c315933'],
  ['RGBA', [26, 30], [0, 0, 26, 30], [11, 13], 'cc1206ecc504957b', 'f08ac974783677d4'],
  ['CMYK', [25, 25], [0, 0, 25, 25], [9, 14], '8fd5f7eaf158dbdb', 'bd6c1281326473fe'],
  ['I;16', [30, 22], [0, 0, 30, 22], [13, 8], '5646c7beeaea7f2f', '26e1989c6b3b3e1b'],
  ['I;16', [7, 50], [0, 0, 7, 50], [6, 5], '8c17cd0e871db2b8', '4c4bc5fbd1fcf860'],
  ['I', [18, 18], [0, 0, 18, 18], [7, 9], 'c003d74ad21673b7', '6ec17cedea292cdd'],
  ['F', [16, 35], [1, 2, 13, 30], [12, 10], '7a92951a49e41fec', '8ac7a6e35f3a26e6'],
  ['1', [23, 19], [0, 0, 23, 19], [9, 30], '1982576cacab95fc', 'b3e58950dacd33fa'],
  ['P', [21, 16], [0, 0, 21, 16], [8, 25], 'f12c762a1787d7e4', 'f12c762a1787d7e4'],
];

/** A pattern with steep and flat places, scaled to the range of the mode. */
function patterned(mode: PixelMode, width: number, height: number): Raster {
  const length = width * height * channelsOf(mode);
  const samples = Array.from({ length }, (_, i) => ((i * i * 7 + i * 131) >> 2) % 256);
  switch (mode) {
    case 'I;16':
      return { mode, width, height, data: Uint16Array.from(samples, (sample) => sample * 257) };
    case 'I':
      return { mode, width, height, data: Int32Array.from(samples, (sample) => sample * 99 - 9000) };
    case 'F':
      return { mode, width, height, data: Float32Array.from(samples, (sample) => sample / 8 - 3) };
    case '1':
      return { mode, width, height, data: Uint8Array.from(samples, (sample) => (sample > 127 ? 255 : 0)) };
    default:
      return { mode, width, height, data: Uint8Array.from(samples) };
  }
}

const digest = (data: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
    .slice(0, 16);

describe('resize', () => {
  it.each(pillow)('equals Pillow for %s of %j, part %j to %j', (mode, size, part, target, samples, rgb) => {
    const raster = patterned(mode, size[0], size[1]);
    const source = { left: part[0], top: part[1], width: part[2], height: part[3] };
    const resized = resize(raster, { source, target: { width: target[0], height: target[1] } });
    expect([resized.width, resized.height]).toEqual(target);
    expect(digest(resized.data)).toBe(samples);
    expect(digest(toRgb(resized))).toBe(rgb);
  });

  it.each(['L', 'RGB', 'RGBA', 'I;16', 'P'] as const)(
    'computes any window of %s as part of the whole',
    (mode) => {
      for (const [width, height] of [
        [40, 30],
        [10, 90],
      ]) {
        const raster = patterned(mode, width, height);
        const target = { width: 17, height: 19 };
        const window = { left: 3, top: 5, width: 8, height: 11 };
        const whole = resize(raster, { target });
        const part = resize(raster, { target, window });
        const channels = channelsOf(mode);
        for (let y = 0; y < window.height; y++) {
          const from = ((y + window.top) * target.width + window.left) * channels;
          const row = window.width * channels;
          expect(part.data.subarray(y * row, (y + 1) * row)).toEqual(whole.data.subarray(from, from + row));
        }
      }
    },
  );

  it('returns equal samples for an unchanged size, also under transparency', () => {
    const raster = patterned('RGBA', 9, 8);
    expect(resize(raster, { target: { width: 9, height: 8 } }).data).toEqual(raster.data);
  });
});

describe('columnsComeFirst', () => {
  it('holds where the height loses more than twice what the width loses', () => {
    const box = (width: number, height: number) => ({ left: 0, top: 0, width, height });
    expect(columnsComeFirst(box(600, 1225), { width: 56, height: 137 })).toBe(false);
    expect(columnsComeFirst(box(600, 1226), { width: 56, height: 137 })).toBe(true);
    expect(columnsComeFirst(box(10, 20), { width: 30, height: 20 })).toBe(false);
  });
});
