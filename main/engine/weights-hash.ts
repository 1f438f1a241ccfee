/** The identity of a set of weights, whatever file they lie in. */
import { createHash } from 'node:crypto';
import type { FloatTensors } from '#app/ml/tensor-data.ts';

/** SHA-256 (lower-case hex) over name, shape and float32 bytes of every tensor, sorted by name. */
export function weightsHash(tensors: FloatTensors): string {
  const digest = new WeightsDigest();
  digest.add(tensors);
  return digest.hex();
}

/** The same hash of tensors that come in several lots, each lot's names after those of the one before. */
export class WeightsDigest {
  readonly #hash = createHash('sha256');

  add(tensors: FloatTensors): void {
    for (const [name, { shape, data }] of [...tensors].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      this.#hash.update(`${name}\n${shape.join(' ')}\n`);
      this.#hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}
