/** Refuses images that would exhaust memory, from their header, before a byte of them is decoded. */
import { FigscopeError } from '#app/util/error.ts';

export interface ImageLimits {
  /** Width times height. */
  readonly maxPixels?: number;
  readonly maxSidePx?: number;
}

export const defaultLimits = { maxPixels: 300_000_000, maxSidePx: 30_000 } as const;

/** Throws unsupported with `facts.reason` 'image-too-large'. */
export function checkLimits(size: { width: number; height: number }, limits: ImageLimits = {}): void {
  const { maxPixels, maxSidePx } = { ...defaultLimits, ...limits };
  const { width, height } = size;
  const isTooLong = Math.max(width, height) > maxSidePx;
  if (!isTooLong && width * height <= maxPixels) return;
  const limit = isTooLong
    ? `${maxSidePx.toLocaleString('en')} pixels a side`
    : `${maxPixels.toLocaleString('en')} pixels`;
  throw new FigscopeError('unsupported', {
    message: `The image has ${width.toLocaleString('en')} x ${height.toLocaleString('en')} pixels, more than the limit of ${limit}.`,
    remedy: 'Scale it down before opening it.',
    facts: { reason: 'image-too-large', width, height, maxPixels, maxSidePx },
  });
}
