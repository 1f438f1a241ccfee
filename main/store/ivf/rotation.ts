/**
 * The random rotation before vectors become codes: rounds of random signs and Hadamard transforms instead of a matrix,
 * as in the fast rotation of RaBitQ's library (arXiv:2405.12497 only asks for a random orthogonal matrix). Where the
 * width is no power of two, rounds transform the head and the tail by turns, which overlap.
 */
import { createRandom } from '#app/util/random.ts';

export interface Rotation {
  /** Values of a rotated vector: the dimension filled up to a multiple of 128. */
  readonly width: number;
  /** Values that one transform takes, a power of two. */
  readonly part: number;
  readonly rounds: number;
  /** [rounds, width]: signs, times what makes the transform orthogonal where it acts. */
  readonly factors: Float32Array;
}

export const codeWidth = (dimension: number): number => Math.ceil(dimension / 128) * 128;

export function createRotation(dimension: number, seed: number): Rotation {
  const width = codeWidth(dimension);
  const part = 2 ** Math.floor(Math.log2(width));
  const rounds = part === width ? 3 : 4;
  const random = createRandom(seed).fork('rotation');
  const factors = Float32Array.from({ length: rounds * width }, (_none, index) => {
    const round = Math.floor(index / width);
    const place = index % width;
    const isTransformed = round % 2 === 0 ? place < part : place >= width - part;
    return (random.integer(2) === 0 ? -1 : 1) * (isTransformed ? 1 / Math.sqrt(part) : 1);
  });
  return { width, part, rounds, factors };
}
