import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { decodeImage } from './decode-image.ts';
import { inspectImage } from './inspect-image.ts';
import { prepareUint8 } from './prepare-image.ts';

/** A picture that compresses badly, so that a cut file has lost something. */
function noise(width: number, height: number, channels: 1 | 3 | 4): Sharp {
  const data = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => ((i * i * 7 + i * 131) >> 3) & 255,
  );
  return sharp(data, { raw: { width, height, channels } });
}

/** A 16-bit grey PNG, written by hand: sharp makes none from 16-bit samples. */
function greyPng16(width: number, height: number, valueAt: (x: number) => number): Buffer {
  const rows = Buffer.alloc((1 + 2 * width) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.writeUInt16BE(valueAt(x), y * (1 + 2 * width) + 1 + 2 * x);
  }
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 16, 0, 0, 0, 0]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const failure = async (bytes: Uint8Array, options = {}): Promise<FigscopeError> => {
  const error = await decodeImage(bytes, options).catch((thrown: unknown) => thrown);
  if (error instanceof FigscopeError) return error;
  throw new Error('The image was decoded.');
};

describe('inspectImage', () => {
  it.each([
    ['PNG', () => noise(40, 30, 4).png(), 'png 40 30 8 1 RGBA'],
    ['PNG with a palette', () => noise(40, 30, 3).png({ palette: true, colours: 16 }), 'png 40 30 4 1 P'],
    ['grey PNG', () => noise(40, 30, 1).toColourspace('b-w').png(), 'png 40 30 8 1 L'],
    ['16-bit PNG', () => noise(40, 30, 1).toColourspace('grey16').png(), 'png 40 30 16 1 I;16'],
    ['JPEG', () => noise(40, 30, 3).jpeg(), 'jpeg 40 30 8 1 RGB'],
    ['CMYK JPEG', () => noise(40, 30, 3).toColourspace('cmyk').jpeg(), 'jpeg 40 30 8 1 CMYK'],
    ['WebP', () => noise(40, 30, 3).webp(), 'webp 40 30 8 1 RGB'],
    ['lossless WebP with alpha', () => noise(40, 30, 4).webp({ lossless: true }), 'webp 40 30 8 1 RGBA'],
    ['GIF', () => noise(40, 30, 3).gif(), 'gif 40 30 8 1 P'],
    ['TIFF', () => noise(40, 30, 3).tiff({ compression: 'lzw' }), 'tiff 40 30 8 1 RGB'],
    ['BigTIFF', () => noise(40, 30, 3).tiff({ bigtiff: true }), 'tiff 40 30 8 1 RGB'],
    ['tiled TIFF', () => noise(40, 30, 3).tiff({ tile: true }), 'tiff 40 30 8 1 RGB'],
    ['bilevel TIFF', () => noise(40, 30, 1).toColourspace('b-w').tiff({ bitdepth: 1 }), 'tiff 40 30 1 1 1'],
  ] as const)('reads the header of %s', async (_name, make, expected) => {
    const bytes = await make().toBuffer();
    expect(Object.values(inspectImage(bytes)).join(' ')).toBe(expected);
    const { mode, width, height } = await decodeImage(bytes);
    expect(expected).toContain(`${width} ${height}`);
    expect(expected.endsWith(` ${mode}`)).toBe(true);
  });

  it('counts the frames of an animation and shows the first', async () => {
    const red = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const blue = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'blue' } })
      .png()
      .toBuffer();
    const animation = sharp([red, blue], { join: { animated: true } });
    for (const [format, bytes] of [
      ['gif', await animation.clone().gif().toBuffer()],
      ['webp', await animation.clone().webp({ lossless: true }).toBuffer()],
    ] as const) {
      expect(inspectImage(bytes)).toMatchObject({ format, frames: 2, height: 8 });
      expect([...(await decodeImage(bytes)).data.subarray(0, 3)]).toEqual([255, 0, 0]);
    }
  });
});

describe('broken files', () => {
  it.each([
    ['PNG', () => noise(60, 50, 3).png(), /^PNG ends after [\d,]+ of [\d,]+ bytes\.$/],
    ['JPEG', () => noise(60, 50, 3).jpeg(), /^JPEG ends after [\d,]+ bytes, before the image is complete\.$/],
    ['WebP', () => noise(60, 50, 3).webp(), /^WEBP ends after [\d,]+ of [\d,]+ bytes\.$/],
    ['GIF', () => noise(60, 50, 3).gif(), /^GIF ends after [\d,]+ bytes, before the image is complete\.$/],
  ] as const)('%s that was cut off says how much is there', async (_name, make, message) => {
    const bytes = await make().toBuffer();
    const error = await failure(bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    expect([error.code, error.message]).toEqual(['invalid-input', expect.stringMatching(message)]);
    const early = await failure(bytes.subarray(0, 12));
    expect(early.code).toBe('invalid-input');
  });

  it('damage inside is an error with a plain sentence', async () => {
    const bytes = await noise(60, 50, 3).png().toBuffer();
    bytes.fill(0x55, 200, 400);
    const error = await failure(bytes);
    expect(error.message).toBe('This PNG is damaged: its pixels cannot be unpacked.');
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    ['text', 'patient,scan\n1,2\n', 'it starts like text'],
    ['a web page', '<!DOCTYPE html><html></html>', 'a web page'],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\n', 'a Git LFS pointer'],
    ['other bytes', '\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x00\x00\x00\x00\x00', 'no image format'],
  ])('%s is not an image', async (_name, content, message) => {
    const error = await failure(Buffer.from(content, 'latin1'));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain(message);
  });

  it.each([
    ['PDF', '%PDF-1.7\n', 'a PDF document'],
    ['SVG', '<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', 'an SVG drawing'],
    ['BMP', `BM\x46\x00\x00\x00\x00\x00\x00\x00${'\x36\x00\x00\x00'.repeat(8)}`, 'a BMP image'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n', 'a JPEG 2000 image'],
  ])('%s is refused by name', async (_name, content, message) => {
    const error = await failure(Buffer.from(content, 'latin1'));
    expect([error.code, error.message]).toEqual([
      'unsupported',
      `This is ${message}, which Figscope does not read.`,
    ]);
  });

  it('random bytes behind every signature never crash and never hang', async () => {
    const signatures = [
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe0',
      'GIF89a',
      'II*\0\x08\0\0\0',
      'MM\0*\0\0\0\x08',
      'RIFF\x20\0\0\0WEBPVP8X',
    ];
    signatures.push(`${'\0'.repeat(128)}DICM`);
    for (const signature of signatures) {
      for (let seed = 1; seed <= 20; seed++) {
        const tail = Uint8Array.from({ length: 300 }, (_, i) => (i * seed * 2654435761) >>> 13);
        const error = await failure(Buffer.concat([Buffer.from(signature, 'latin1'), tail]));
        expect(['invalid-input', 'unsupported']).toContain(error.code);
      }
    }
  });
});

describe('limits', () => {
  it('refuse by the header alone, before anything is decoded', async () => {
    const bytes = await noise(60, 50, 3).png().toBuffer();
    expect((await failure(bytes, { maxPixels: 2999 })).facts).toMatchObject({ reason: 'image-too-large' });
    expect((await failure(bytes, { maxSidePx: 59 })).code).toBe('unsupported');
    expect((await decodeImage(bytes, { maxPixels: 3000, maxSidePx: 60 })).width).toBe(60);
    const huge = Buffer.from(bytes);
    huge.writeUInt32BE(40_000, 16);
    expect((await failure(huge)).message).toContain(
      '40,000 x 50 pixels, more than the limit of 30,000 pixels a side',
    );
  });
});

describe('prepareUint8', () => {
  it('shows what the exact conversion would lose, and says so', async () => {
    const grey16 = greyPng16(64, 64, (x) => 30_000 + x * 100);
    const exact = await prepareUint8(grey16, 32, 'exact');
    expect(new Set(exact.pixels)).toEqual(new Set([255]));
    expect(exact.recognised.prepare).toContain('grey clipped to 0..255 as open_clip does');
    const display = await prepareUint8(grey16, 32, 'display');
    expect(Math.min(...display.pixels)).toBeLessThan(10);
    expect(Math.max(...display.pixels)).toBeGreaterThan(245);
    expect(display.recognised).toMatchObject({ bits: 16, frames: 1, format: 'png' });
    expect(display.recognised.prepare).toContain('grey windowed from its 0.5 % to its 99.5 % value');
  });

  it('turns a photograph upright for display only', async () => {
    const left = Uint8Array.from({ length: 40 * 40 * 3 }, (_, i) => (Math.floor(i / 3) % 40 < 20 ? 255 : 0));
    const bytes = await sharp(left, { raw: { width: 40, height: 40, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const exact = await prepareUint8(bytes, 40, 'exact');
    const display = await prepareUint8(bytes, 40, 'display');
    // Orientation 6: the stored left column is the top row.
    expect([exact.pixels[0], exact.pixels[39 * 3]]).toEqual([255, 0]);
    expect([display.pixels[0], display.pixels[39 * 3]]).toEqual([255, 255]);
    expect(display.recognised.prepare).toContain('upright');
    expect(exact.recognised.prepare).toContain('orientation ignored');
  });

  it('lays transparency over white for display', async () => {
    const clear = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect((await prepareUint8(clear, 16, 'display')).pixels[0]).toBe(255);
    expect((await prepareUint8(clear, 16, 'exact')).pixels[0]).toBe(0);
  });
});

const shared = sharedPath('data/pmc/articles');
describe.skipIf(!shared)('real TIFF', () => {
  it('that was cut off is not filled up with grey', async () => {
    const bytes = readFileSync(requireShared('data/pmc/articles/elife-05-19405-pmc/elife-19405-fig1.tif'));
    const error = await failure(bytes.subarray(0, 200_000));
    expect(error.message).toBe('TIFF ends after 200,000 of 345,540 bytes.');
  });
});
