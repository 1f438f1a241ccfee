/**
 * Decoded training images, reduced to a little more than the model sees, so that later epochs need not decode again.
 * Random crops are cut from the reduced image; what that changes is far below what the crop itself changes.
 */
import type { Raster } from '#app/ml/preprocess/raster.ts';
import { reducedImage } from '#main/images/reduced-image.ts';
import { readImageBytes } from '../read-image.ts';
import type { TrainPair } from './prepare.ts';

/** Short side of a kept image as a multiple of the model's input. */
const reserve = 1.5;
/** Beyond this the oldest are decoded again when they come up. */
const largestCacheBytes = 1_500_000_000;

export class ImageCache {
  readonly #corpusFolder: string;
  readonly #shortSide: number;
  readonly #kept = new Map<number, Raster>();
  #bytes = 0;

  constructor(corpusFolder: string, imageSize: number) {
    this.#corpusFolder = corpusFolder;
    this.#shortSide = Math.ceil(imageSize * reserve);
  }

  async get(pair: TrainPair): Promise<Raster> {
    const kept = this.#kept.get(pair.id);
    if (kept) return kept;
    const reduced = await reducedImage(
      await readImageBytes(pair.source, this.#corpusFolder),
      this.#shortSide,
    );
    this.#keep(pair.id, reduced);
    return reduced;
  }

  #keep(id: number, raster: Raster): void {
    if (this.#kept.has(id)) return;
    this.#kept.set(id, raster);
    this.#bytes += raster.data.byteLength;
    for (const [oldest, { data }] of this.#kept) {
      if (this.#bytes <= largestCacheBytes || oldest === id) return;
      this.#kept.delete(oldest);
      this.#bytes -= data.byteLength;
    }
  }
}
