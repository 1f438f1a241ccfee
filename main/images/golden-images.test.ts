import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readSafetensors } from '#app/ml/tensor-file.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { decodeImage } from './decode-image.ts';
import { prepareImage, prepareUint8 } from './prepare-image.ts';

// open_clip 3.3 over Pillow 13.0; see the README of the golden data.
const goldenImage = z.object({ mode: z.string(), decoded_sha256: z.string() });
const goldenPixels = z.object({ u8_sha256: z.string(), f32_sha256: z.string() });
const goldenSynthetic = z.object({ files: z.record(z.string(), goldenImage.extend(goldenPixels.shape)) });
const goldenIndex = z.object({
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  real: z.record(z.string(), goldenImage.extend(goldenPixels.shape)),
  synthetic: z.record(z.string(), goldenPixels),
});

const shared = sharedPath('golden/preprocess');
const json = (path: string): unknown => JSON.parse(readFileSync(requireShared(path), 'utf8'));
const sha256 = (data: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');

describe.skipIf(!shared)('golden images', () => {
  const index = shared ? goldenIndex.parse(json('golden/preprocess/index.json')) : undefined;
  const synthetic = shared ? goldenSynthetic.parse(json('golden/tiny-biomedclip/images.json')).files : {};
  const real = index?.real ?? {};
  const pathOf = (name: string): string =>
    name in synthetic
      ? requireShared(`golden/tiny-biomedclip/images/${name}`)
      : requireShared(`data/pmc/articles/${name}`);
  const all = Object.entries({ ...synthetic, ...real });

  it('are all there', () => {
    expect(Object.keys(synthetic)).toHaveLength(22);
    expect(Object.keys(real)).toHaveLength(12);
    expect(Object.keys(index?.synthetic ?? {})).toHaveLength(22);
  });

  // Apart from the resize, so that a decoder that differs is seen as that.
  it.each(all)('%s is decoded to the same samples', async (name, golden) => {
    const decoded = await decodeImage(readFileSync(pathOf(name)));
    expect(decoded.mode).toBe(golden.mode);
    // The golden hash of palette images is of the indices; here they are colours already.
    const hash = golden.mode === 'P' ? 'indices' : golden.decoded_sha256;
    expect(golden.mode === 'P' ? 'indices' : sha256(decoded.data)).toBe(hash);
  });

  it.each(Object.entries(real))('%s at 224 px is identical to the last byte', async (name, golden) => {
    expect(await preparedHashes(name, 224)).toEqual(hashesOf(golden));
  });

  it.each(Object.entries(synthetic))('%s at 64 px is identical to the last byte', async (name, golden) => {
    expect(await preparedHashes(name, 64)).toEqual(hashesOf(golden));
  });

  it.each(Object.entries(index?.synthetic ?? {}))('%s at 224 px is identical, too', async (name, golden) => {
    expect(await preparedHashes(name, 224)).toEqual(hashesOf(golden));
  });

  it('equal the stored tensors, byte by byte', async () => {
    const files = {
      64: 'golden/tiny-biomedclip/preprocessed.safetensors',
      224: 'golden/preprocess/real_figures_u8_224.safetensors',
    };
    for (const [size, file] of Object.entries(files)) {
      const { tensors } = readSafetensors(readFileSync(requireShared(file)));
      const stored = [...tensors].filter(([name]) => !name.startsWith('f32.'));
      expect(stored).toHaveLength(size === '64' ? 22 : 12);
      for (const [name, tensor] of stored) {
        const bytes = readFileSync(pathOf(name.replace(/^u8\./, '')));
        const { pixels } = await prepareUint8(bytes, Number(size), 'exact');
        expect(Buffer.compare(pixels, Buffer.from(tensor.data.buffer))).toBe(0);
      }
    }
  });

  /** Hashes of the uint8 and of the float32 content. */
  async function preparedHashes(name: string, imageSize: number): Promise<string[]> {
    const bytes = readFileSync(pathOf(name));
    const { mean, std } = index ?? { mean: [0, 0, 0] as const, std: [1, 1, 1] as const };
    const uint8 = await prepareUint8(bytes, imageSize, 'exact');
    const float32 = await prepareImage(bytes, { imageSize, mean, std }, 'exact');
    return [sha256(uint8.pixels), sha256(float32.pixels)];
  }
});

const hashesOf = (golden: z.infer<typeof goldenPixels>): string[] => [golden.u8_sha256, golden.f32_sha256];
