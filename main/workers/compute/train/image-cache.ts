/**
 * Decoded training images, reduced to a little more than the model sees, so that later epochs need not decode again.
 * Random crops are cut from the reduced image; what that changes is far below what the crop itself changes.
 */
import type { Raster } from '#app/ml/preprocess/raster.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { reducedImage } from '#main/images/reduced-image.ts';
import { readImageBytes } from '#main/images/read-image.ts';
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
    const reduced = await this.#read(pair);
    this.#keep(pair.id, reduced);
    return reduced;
  }

  /** An image that was whole when it was imported and is not any more is named: it ends the run. */
  async #read({ source }: TrainPair): Promise<Raster> {
    const bytes = await readImageBytes(source, this.#corpusFolder);
    try {
      return await reducedImage(bytes, this.#shortSide);
    } catch (thrown) {
      const path = placeOf(source);
      const detail = {
        message: `The image ${path} is damaged: it could be decoded when it was imported, and cannot be now.`,
        remedy: 'Put a whole copy in its place.',
        facts: { path, reason: errorRecord(thrown).message },
      };
      throw new FigscopeError('invalid-input', detail, { cause: thrown });
    }
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

/** What names an image to a person. */
function placeOf(source: TrainPair['source']): string {
  switch (source.kind) {
    case 'blob':
      return source.sha256;
    case 'remote':
      return source.url;
    case 'synthetic':
      return `synthetic ${source.seed}`;
    case 'file':
    case 'tar':
      return source.path;
  }
}
