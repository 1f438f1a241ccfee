/**
 * Finds the lists of vectors. Vectors have length 1, so the closest centroid is meant by direction: by distance,
 * whatever belongs nowhere would gather around a mean near zero, and a few lists would hold most rows.
 */
import { fixedOne, type VectorKernel } from '../../../native/kernels/vectors.ts';

/** Values by which the centroids that are compared as a whole are chosen: a quarter of the work at 512. */
const headWidth = 128;

export class ListFinder {
  readonly #kernel: VectorKernel;
  readonly #width: number;
  readonly #lists: number;
  readonly #at;

  /** For up to `mostRows` vectors at a time. */
  constructor(kernel: VectorKernel, width: number, mostRows: number, lists: number) {
    this.#kernel = kernel;
    this.#width = width;
    this.#lists = lists;
    const { arena } = kernel;
    this.#at = {
      centroids: arena.place(lists * width * 2),
      directions: arena.place(lists * width * 2),
      heads: arena.place(lists * headWidth * 2),
      scratch: arena.place(lists * 8),
      places: arena.place(mostRows * 4),
    };
  }

  /** Address of the centroids. */
  get centroids(): number {
    return this.#at.centroids;
  }

  /** Address of the list of each vector, after `find`. */
  get places(): number {
    return this.#at.places;
  }

  /** [lists, width] in units of 2^-14, of any length. */
  setCentroids(centroids: Int16Array): void {
    const { buffer } = this.#kernel.arena;
    const width = this.#width;
    const own = new Int16Array(buffer, this.#at.centroids, centroids.length);
    const directions = new Int16Array(buffer, this.#at.directions, centroids.length);
    const heads = new Int16Array(buffer, this.#at.heads, this.#lists * headWidth);
    own.set(centroids);
    for (let list = 0; list < this.#lists; list += 1) {
      const from = list * width;
      let squares = 0;
      for (let index = from; index < from + width; index += 1) squares += own[index] * own[index];
      const scale = squares === 0 ? 0 : fixedOne / Math.sqrt(squares);
      for (let index = from; index < from + width; index += 1)
        directions[index] = Math.round(own[index] * scale);
      heads.set(directions.subarray(from, from + headWidth), list * headWidth);
    }
  }

  /** The list of each of `count` fixed-point vectors from address `x` on. */
  find(x: number, count: number): Uint32Array<ArrayBuffer> {
    const { heads, directions, scratch, places } = this.#at;
    const { module, arena } = this.#kernel;
    module.nearest(x, count, this.#width, heads, headWidth, directions, this.#lists, scratch, places);
    return new Uint32Array(arena.buffer, places, count);
  }
}
