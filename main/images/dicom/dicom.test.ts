import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { decodeImage } from '../decode-image.ts';
import { inspectImage } from '../inspect-image.ts';
import { prepareUint8 } from '../prepare-image.ts';
import { unpackRle } from './rle.ts';

const shared = sharedPath('data/dicom/ok');
const read = (name: string): Buffer => readFileSync(requireShared(`data/dicom/ok/${name}`));
const digest = (data: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
    .slice(0, 16);

/**
 * What each file is refused with, or the mode, width, height and frames it is read as, and the first 16 digits of the
 * SHA-256 of its 8-bit samples. The samples were compared with pydicom 3: colour is identical, grey within rounding
 * of its window; OBXXXX1A_expb alone differs, because its pixels are not in the byte order that it claims.
 */
const expected: Readonly<Record<string, readonly [string, string?]>> = {
  'JPEG-lossy.dcm': ['unsupported: This DICOM image is compressed as 12-bit extended JPEG'],
  'JPEG2000.dcm': ['unsupported: This DICOM image is compressed as JPEG 2000'],
  'JPEGLSNearLossless_08.dcm': ['unsupported: This DICOM image is compressed as near-lossless JPEG-LS'],
  'MR-SIEMENS-DICOM-WithOverlays.dcm': ['L 484 x 484, 1 frames', 'f7fc49171679f4ac'],
  'MR_small.dcm': ['L 64 x 64, 1 frames', '38ab8d87e706bf8d'],
  'MR_small_jp2klossless.dcm': ['unsupported: This DICOM image is compressed as lossless JPEG 2000'],
  'MR_small_jpeg_ls_lossless.dcm': ['unsupported: This DICOM image is compressed as lossless JPEG-LS'],
  'OBXXXX1A_2frame.dcm': ['RGB 800 x 600, 2 frames', 'f27736ea1acb75cb'],
  'OBXXXX1A_expb.dcm': ['RGB 800 x 600, 1 frames', '4bc8d377ffd37e29'],
  'OBXXXX1A_rle.dcm': ['RGB 800 x 600, 1 frames', 'f27736ea1acb75cb'],
  'SC_rgb_16bit.dcm': ['RGB 100 x 100, 1 frames', '169e619557b12114'],
  'SC_rgb_2frame.dcm': ['RGB 100 x 100, 2 frames', '169e619557b12114'],
  'SC_rgb_32bit.dcm': ['RGB 100 x 100, 1 frames', '169e619557b12114'],
  'SC_rgb_dcmtk_+eb+cr.dcm': ['RGB 100 x 100, 1 frames', 'e414aaca68669516'],
  'SC_rgb_dcmtk_+eb+cy+s2.dcm': ['RGB 100 x 100, 1 frames', 'ddb100d8f45a7fbf'],
  'SC_rgb_gdcm_KY.dcm': ['unsupported: This DICOM image is compressed as JPEG 2000'],
  'SC_rgb_jls_lossy_line.dcm': ['unsupported: This DICOM image is compressed as near-lossless JPEG-LS'],
  'SC_rgb_jpeg_dcmd.dcm': ['RGB 256 x 256, 1 frames', 'be7aa556b206ac44'],
  'SC_rgb_jpeg_gdcm.dcm': ['unsupported: This DICOM image is compressed as lossless JPEG'],
  'SC_rgb_rle.dcm': ['RGB 100 x 100, 1 frames', '169e619557b12114'],
  'SC_rgb_rle_2frame.dcm': ['RGB 100 x 100, 2 frames', '169e619557b12114'],
  'SC_rgb_small_odd_big_endian.dcm': ['RGB 3 x 3, 1 frames', 'ef2df252ba3cd066'],
  'SC_rgb_small_odd_jpeg.dcm': ['RGB 3 x 3, 1 frames', 'f750a80478763f97'],
  'SC_ybr_full_uncompressed.dcm': ['RGB 100 x 100, 1 frames', 'ddb100d8f45a7fbf'],
  'emri_small.dcm': ['L 64 x 64, 10 frames', '814c7c7a227c04a3'],
  'emri_small_jpeg_2k_lossless.dcm': ['unsupported: This DICOM image is compressed as lossless JPEG 2000'],
  'emri_small_jpeg_ls_lossless.dcm': ['unsupported: This DICOM image is compressed as lossless JPEG-LS'],
  'examples_jpeg2k.dcm': ['unsupported: This DICOM image is compressed as lossless JPEG 2000'],
  'examples_palette.dcm': ['RGB 800 x 350, 1 frames', '322156a65198e9be'],
  'examples_rgb_color.dcm': ['RGB 320 x 240, 1 frames', 'a64f021b9093684b'],
  'gdcm-US-ALOKA-16.dcm': ['RGB 640 x 480, 1 frames', '97697b719ccd7c15'],
  'nested_priv_SQ.dcm': [
    'invalid-input: The elements of this DICOM file (343 bytes) cannot be followed to their end.',
  ],
  'rtdose_1frame.dcm': ['L 10 x 10, 1 frames', '5b7e140d2f4dce0a'],
  'rtdose_expb_1frame.dcm': ['L 10 x 10, 1 frames', '5b7e140d2f4dce0a'],
  'rtdose_rle.dcm': ['L 10 x 10, 15 frames', '5b7e140d2f4dce0a'],
  'rtdose_rle_1frame.dcm': ['L 10 x 10, 1 frames', '5b7e140d2f4dce0a'],
};

/** As the rows above. */
async function outcome(bytes: Uint8Array): Promise<[string, string | undefined]> {
  try {
    const { frames } = inspectImage(bytes);
    const { mode, width, height, data } = await decodeImage(bytes);
    return [`${mode} ${width} x ${height}, ${frames} frames`, digest(data)];
  } catch (error) {
    if (!(error instanceof FigscopeError)) throw error;
    return [`${error.code}: ${error.message}`, undefined];
  }
}

describe.skipIf(!shared)('DICOM files', () => {
  const names = shared ? readdirSync(shared).sort() : [];

  it('are all listed', () => {
    expect(names).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('%s: %s', async (name, [what, samples]) => {
    const bytes = read(name);
    expect(await outcome(bytes)).toEqual([expect.stringContaining(what), samples]);
  });

  it('gives the same picture however it is stored', async () => {
    const pixelsOf = async (name: string) => digest((await decodeImage(read(name))).data);
    expect(await pixelsOf('OBXXXX1A_rle.dcm')).toEqual(await pixelsOf('OBXXXX1A_2frame.dcm'));
    expect(await pixelsOf('SC_rgb_rle_2frame.dcm')).toEqual(await pixelsOf('SC_rgb_2frame.dcm'));
    expect(await pixelsOf('rtdose_expb_1frame.dcm')).toEqual(await pixelsOf('rtdose_1frame.dcm'));
    expect(await pixelsOf('rtdose_rle_1frame.dcm')).toEqual(await pixelsOf('rtdose_1frame.dcm'));
    expect(await pixelsOf('SC_rgb_16bit.dcm')).toEqual(await pixelsOf('SC_rgb_32bit.dcm'));
  });

  it('says which window and which frame were taken', async () => {
    const { recognised } = await prepareUint8(read('MR_small.dcm'), 32, 'exact');
    expect(recognised).toEqual({
      format: 'dicom',
      width: 64,
      height: 64,
      bits: 16,
      frames: 1,
      prepare:
        'grey window 1,600 around 600, as the file says; shortest side resized (bicubic, anti-aliased), centre cropped, RGB',
    });
    const enhanced = await prepareUint8(read('emri_small.dcm'), 32, 'display');
    expect(enhanced.recognised.prepare).toContain('first of 10 pictures; grey windowed from its 0.5 %');
  });

  it('says how much of a cut file is there', async () => {
    const bytes = read('MR_small.dcm');
    await expect(decodeImage(bytes.subarray(0, Math.floor(bytes.length * 0.6)))).rejects.toThrow(
      'DICOM ends after 4,398 of 8,192 bytes of its first picture.',
    );
    for (const length of [600, 900, 983]) {
      await expect(decodeImage(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await expect(decodeImage(bytes.subarray(0, 983))).rejects.toThrow('cannot be followed to their end');
  });

  it('reads an object without preamble', async () => {
    const implicit = read('SC_rgb_jpeg_dcmd.dcm');
    const explicit = read('SC_ybr_full_uncompressed.dcm');
    for (const bytes of [implicit, explicit]) {
      // The meta header's first element holds its length.
      const dataSet = 144 + bytes.readUInt32LE(140);
      expect(await outcome(bytes.subarray(132))).toEqual(await outcome(bytes));
      expect(await outcome(bytes.subarray(dataSet))).toEqual(await outcome(bytes));
    }
  });

  it('inverts MONOCHROME1', async () => {
    const bytes = read('MR_small.dcm');
    const inverted = Buffer.from(bytes);
    inverted.write('MONOCHROME1 ', inverted.indexOf('MONOCHROME2 '), 'latin1');
    const plain = (await decodeImage(bytes)).data;
    const sums = (await decodeImage(inverted)).data.map((sample, i) => sample + plain[i] - 255);
    // Rounding may differ by one where the value lies half way.
    expect(sums.every((difference) => difference === 0 || difference === 1)).toBe(true);
  });
});

describe('unpackRle', () => {
  it('unpacks literal and repeated runs, ignores fill bytes, and puts planes together', () => {
    const header = new Uint8Array(64);
    const view = new DataView(header.buffer);
    view.setUint32(0, 2, true);
    view.setUint32(4, 64, true);
    view.setUint32(8, 70, true);
    // High bytes: 1 1 1 2; low bytes: 5 6 7 8.
    const frame = Uint8Array.of(...header, 254, 1, 128, 0, 2, 0, 3, 5, 6, 7, 8, 0);
    expect([...unpackRle(frame, 4, 1, 2)]).toEqual([5, 1, 6, 1, 7, 1, 8, 2]);
    expect(() => unpackRle(frame.subarray(0, 73), 4, 1, 2)).not.toThrow('RangeError');
    expect(() => unpackRle(frame, 4, 3, 1)).toThrow('2 segments instead of 3');
    expect(() => unpackRle(new Uint8Array(10), 4, 1, 1)).toThrow('damaged');
  });
});
