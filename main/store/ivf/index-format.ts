/**
 * `<side>.ivf`, the approximate index of one side of an embedding:
 *
 *     magic, length and CRC-32 of the header, the header (JSON), zeros up to 64 KiB
 *     centroids      [lists, width] int16, in units of 2^-14, rotated
 *     counts         [lists] uint32: codes of each list
 *     checksums      [lists] uint32: CRC-32 of each list
 *     missing        uint32 rows without a vector
 *     lists          [padded] uint32 rows, [padded] float32 products of residual and centroid, [padded] float32
 *                    factors, then by sixteens [width / 8, 16] bytes of codes; padded: count up to a multiple of 16
 *
 * All numbers little-endian. Everything is covered by a checksum; a file that is not as its header says is not used.
 */
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import type { VectorSide } from '../embedding-folder.ts';
import type { VectorFile } from '../vector-file.ts';
import { tuning } from './probe-plan.ts';

export const indexPath = (folder: string, side: VectorSide): string => join(folder, `${side}.ivf`);

export const magic = Buffer.from('FGSIVF1\n');
export const headerBytes = 65_536;
/** Of magic, length and checksum. */
export const preambleBytes = 16;

const section = z.object({
  offset: z.number().int().min(headerBytes),
  sizeBytes: z.number().int().min(0),
  checksum: z.number().int(),
});

export const indexHeader = z.object({
  version: z.literal(1),
  dimension: z.number().int().min(1),
  width: z.number().int().multipleOf(128).min(128),
  /** Rows of the embedding that the index covers, with a vector or without. */
  rows: z.number().int().min(1),
  lists: z.number().int().multipleOf(4).min(4),
  seed: z.number().int(),
  /** Rows that there were when the centroids were found. */
  trainedRows: z.number().int(),
  /** Of the embedding, and what its vectors looked like: see `fingerprintOf`. */
  createdAt: z.string(),
  fingerprint: z.number().int(),
  centroids: section,
  counts: section,
  checksums: section,
  missing: section,
  listsOffset: z.number().int().min(headerBytes),
  sizeBytes: z.number().int(),
  tuning,
});
export type IndexHeader = z.infer<typeof indexHeader>;

/** Bytes of a list behind the 16 that its codes are padded to. */
export const listBytes = (count: number, width: number): number =>
  Math.ceil(count / 16) * 16 * (12 + width / 8);

export const checksum = (bytes: ArrayBufferView): number =>
  crc32(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));

const fingerprintRows = 64;

/** A checksum of rows spread over those that an index covers: tells vectors made anew from those it was built for. */
export function fingerprintOf(vectors: VectorFile, rows: number): number {
  const row = new Uint8Array(vectors.dimension * 2);
  let sum = 0;
  for (let place = 0; place < Math.min(rows, fingerprintRows); place += 1) {
    const spread = rows <= fingerprintRows ? place : Math.floor((place * (rows - 1)) / (fingerprintRows - 1));
    vectors.readHalves(spread, row);
    sum = crc32(row, sum);
  }
  return sum;
}
