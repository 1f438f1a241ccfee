import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { inspectImage } from './inspect-image.ts';
import { displayImage, thumbnail } from './thumbnail.ts';

const plain = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 40 } } });

describe('thumbnail', () => {
  it('fits into the side asked for and is never enlarged', async () => {
    const large = await thumbnail(await plain(400, 100).png().toBuffer(), 128);
    expect(large.type).toBe('image/webp');
    expect(inspectImage(large.bytes)).toMatchObject({ format: 'webp', width: 128, height: 32 });
    const small = await thumbnail(await plain(40, 10).jpeg().toBuffer(), 128);
    expect(inspectImage(small.bytes)).toMatchObject({ width: 40, height: 10 });
  });

  it('stands upright', async () => {
    const bytes = await plain(60, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(inspectImage((await thumbnail(bytes, 128)).bytes)).toMatchObject({ width: 20, height: 60 });
    expect(inspectImage((await displayImage(bytes)).bytes)).toMatchObject({
      format: 'png',
      width: 20,
      height: 60,
    });
  });

  it('refuses what is broken or too large with a plain error', async () => {
    const bytes = await plain(60, 20).png().toBuffer();
    await expect(thumbnail(bytes.subarray(0, 60), 64)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(thumbnail(bytes, 64, { maxPixels: 100 })).rejects.toMatchObject({ code: 'unsupported' });
  });
});

const shared = sharedPath('data/dicom/ok');
describe.skipIf(!shared)('thumbnails of scans', () => {
  it('are windowed', async () => {
    for (const path of ['data/dicom/ok/MR_small.dcm', 'golden/tiny-biomedclip/images/09_gray16.png']) {
      const { bytes } = await thumbnail(readFileSync(requireShared(path)), 48);
      const { channels } = await sharp(bytes).stats();
      expect(channels[0].min).toBeLessThan(60);
      expect(channels[0].max).toBeGreaterThan(200);
    }
  });
});
