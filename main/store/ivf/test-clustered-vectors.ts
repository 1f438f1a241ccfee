/**
 * Made-up embeddings for tests and benchmarks of vector search: clusters with a local structure of few dimensions and
 * some noise; and queries of two kinds, from the same distribution, and shifted as texts are that look for images.
 */
import { createRandom } from '#app/util/random.ts';

export interface ClusteredVectors {
  /** Writes the vector of a row, L2-normalised, to `into` from `offset` on. */
  fill(row: number, into: Float32Array, offset: number): void;
  /** A query from the same distribution. */
  inside(number: number): Float32Array<ArrayBuffer>;
  /** A query with the gap between modalities: its best cosines are about 0.4. */
  outside(number: number): Float32Array<ArrayBuffer>;
}

const localDimensions = 24;
const directions = 2048;
const noiseValues = 2 ** 20;
const localSpread = 0.5;
const noiseSpread = 0.35;

export function clusteredVectors(dimension: number, seed: number, clusters = 2000): ClusteredVectors {
  const random = createRandom(seed);
  const normals = (count: number, name: string): Float32Array => {
    const source = random.fork(name);
    return Float32Array.from({ length: count }, () => source.normal());
  };
  const centres = normals(clusters * dimension, 'centres');
  const axes = normals(directions * dimension, 'axes');
  const noise = normals(noiseValues, 'noise');
  const gap = normals(dimension, 'gap');
  const axisScale = localSpread / Math.sqrt(localDimensions);

  /** A cheap hash of whole numbers to [0, 2^32). */
  const hash = (a: number, b: number): number => {
    let mixed = Math.imul(a ^ Math.imul(b + seed + 1, 0x9e3779b1), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };

  function fill(row: number, into: Float32Array, offset: number): void {
    const cluster = hash(row, 1) % clusters;
    const noiseAt = hash(row, 2) % (noiseValues - dimension);
    for (let index = 0; index < dimension; index += 1)
      into[offset + index] = centres[cluster * dimension + index] + noiseSpread * noise[noiseAt + index];
    // Four at a time: this runs for millions of rows.
    const from = (axis: number): number => (hash(cluster, axis + 100) % directions) * dimension;
    const weight = (axis: number): number => axisScale * noise[hash(row, axis + 10) % noiseValues];
    for (let axis = 0; axis < localDimensions; axis += 4) {
      const [a, b, c, d] = [from(axis), from(axis + 1), from(axis + 2), from(axis + 3)];
      const [v, w, x, y] = [weight(axis), weight(axis + 1), weight(axis + 2), weight(axis + 3)];
      for (let index = 0; index < dimension; index += 1)
        into[offset + index] +=
          v * axes[a + index] + w * axes[b + index] + (x * axes[c + index] + y * axes[d + index]);
    }
    normalise(into, offset, dimension);
  }

  const inside = (number: number): Float32Array<ArrayBuffer> => {
    const vector = new Float32Array(dimension);
    fill(0x40000000 + number, vector, 0);
    return vector;
  };
  return {
    fill,
    inside,
    outside: (number) => {
      const vector = inside(number + 1000);
      const own = normals(dimension, `outside ${number}`);
      for (let index = 0; index < dimension; index += 1)
        vector[index] = 0.42 * vector[index] + (0.75 * gap[index] + 0.55 * own[index]) / Math.sqrt(dimension);
      normalise(vector, 0, dimension);
      return vector;
    },
  };
}

function normalise(vector: Float32Array, offset: number, length: number): void {
  let squares = 0;
  for (let index = offset; index < offset + length; index += 1) squares += vector[index] ** 2;
  const scale = 1 / Math.sqrt(squares);
  for (let index = offset; index < offset + length; index += 1) vector[index] *= scale;
}
