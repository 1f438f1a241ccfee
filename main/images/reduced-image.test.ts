import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openClipEval } from '#app/ml/preprocess/transform.ts';
import { decodeImage } from './decode-image.ts';
import { reducedImage } from './reduced-image.ts';

/** A smooth picture with an edge, as PNG. */
async function picture(width: number, height: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      pixels[at] = (255 * x) / width;
      pixels[at + 1] = (255 * y) / height;
      pixels[at + 2] = x > y ? 200 : 40;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

describe('reducedImage', () => {
  it('keeps the shape and the short side, and never enlarges', async () => {
    expect(await reducedImage(await picture(400, 300), 96)).toMatchObject({
      mode: 'RGB',
      width: 128,
      height: 96,
    });
    expect(await reducedImage(await picture(50, 40), 96)).toMatchObject({ width: 50, height: 40 });
  });

  it('is close to the exact path', async () => {
    const bytes = await picture(400, 300);
    const fast = openClipEval(await reducedImage(bytes, 96), 64);
    const exact = openClipEval(await decodeImage(bytes), 64);
    const mean = fast.reduce((sum, value, i) => sum + Math.abs(value - exact[i]), 0) / fast.length;
    expect(mean).toBeLessThan(3);
  });

  it('gives grey, palette and transparent images as RGB', async () => {
    const bytes = await picture(200, 200);
    for (const made of [
      await sharp(bytes).greyscale().png().toBuffer(),
      await sharp(bytes).png({ palette: true }).toBuffer(),
      await sharp(bytes).ensureAlpha(0.5).png().toBuffer(),
    ]) {
      const { mode, data } = await reducedImage(made, 96);
      expect([mode, data.length]).toEqual(['RGB', 96 * 96 * 3]);
    }
  });
});
