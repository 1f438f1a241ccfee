/** The identity of a set of weights, whatever file they lie in. */
import { createHash } from 'node:crypto';
import type { FloatTensors } from '#app/ml/tensor-data.ts';

/** SHA-256 (lower-case hex) over name, shape and float32 bytes of every tensor, sorted by name. */
export function weightsHash(tensors: FloatTensors): string {
  const hash = createHash('sha256');
  for (const [name, { shape, data }] of [...tensors].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\n${shape.join(' ')}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
