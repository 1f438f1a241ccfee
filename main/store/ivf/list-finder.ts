/**
 * Finds the list of a vector in two steps: the closest groups of centroids first, then the closest centroid among
 * theirs. With eight groups of about sixty it takes a seventh of the products that a comparison with all would.
 */
import type { VectorKernel } from '../../../native/kernels/vectors.ts';
import { halfNorms } from './index-search.ts';

/** Groups whose centroids are looked at. */
const probedGroups = 8;
/** A bias that no real centroid has. */
const never = 2 ** 30;
const lowest = -(2 ** 31);

const padded = (count: number): number => Math.ceil(count / 4) * 4;

export class ListFinder {
  readonly #kernel: VectorKernel;
  readonly #width: number;
  readonly #mostRows: number;
  readonly #groups: number;
  readonly #at: ReturnType<typeof placeAll>;
  /** [groups]: place of the first centroid of a group among those filled up, and how many there are with the filling. */
  readonly #firsts: Uint32Array;
  readonly #sizes: Uint32Array;
  /** [places] -> list */
  readonly #lists: Uint32Array;

  /** For up to `mostRows` vectors at a time. `starts` says which lists belong to which group. */
  constructor(kernel: VectorKernel, width: number, mostRows: number, lists: number, groups: number) {
    this.#kernel = kernel;
    this.#width = width;
    this.#mostRows = mostRows;
    this.#groups = groups;
    const places = lists + 4 * groups;
    this.#at = placeAll(kernel, { width, mostRows, places, groups: padded(groups) });
    this.#firsts = new Uint32Array(groups);
    this.#sizes = new Uint32Array(groups);
    this.#lists = new Uint32Array(places);
  }

  /** Address of the centroids that places count from. */
  get centroids(): number {
    return this.#at.centroids;
  }

  /** Address of the place of each vector, after `find`. */
  get places(): number {
    return this.#at.places;
  }

  setCentroids(centroids: Int16Array, groupCentroids: Int16Array, starts: Uint32Array): void {
    const { buffer } = this.#kernel.arena;
    const width = this.#width;
    const biases = halfNorms(centroids, width);
    const groupBiases = new Int32Array(buffer, this.#at.groupBiases, padded(this.#groups)).fill(never);
    groupBiases.set(halfNorms(groupCentroids, width));
    new Int16Array(buffer, this.#at.groupCentroids, groupCentroids.length).set(groupCentroids);
    const into = new Int16Array(buffer, this.#at.centroids, this.#lists.length * width);
    const intoBiases = new Int32Array(buffer, this.#at.biases, this.#lists.length).fill(never);
    let place = 0;
    for (let group = 0; group < this.#groups; group += 1) {
      const [first, end] = [starts[group], starts[group + 1]];
      this.#firsts[group] = place;
      this.#sizes[group] = padded(end - first);
      into.set(centroids.subarray(first * width, end * width), place * width);
      into.fill(0, (place + end - first) * width, (place + this.#sizes[group]) * width);
      intoBiases.set(biases.subarray(first, end), place);
      for (let list = first; list < end; list += 1) this.#lists[place + list - first] = list;
      place += this.#sizes[group];
    }
  }

  /** The list of each of `count` fixed-point vectors from address `x` on; `places` tells where its centroid is. */
  find(x: number, count: number, lists: Uint32Array): void {
    const { buffer } = this.#kernel.arena;
    new Int32Array(buffer, this.#at.best, count).fill(lowest);
    if (this.#groups === 1) this.#search(x, 0, 0, count);
    else this.#findByGroups(x, count);
    const places = new Uint32Array(buffer, this.#at.places, count);
    for (let row = 0; row < count; row += 1) lists[row] = this.#lists[places[row]];
  }

  #findByGroups(x: number, count: number): void {
    const { module, arena } = this.#kernel;
    const { groupCentroids, products, members } = this.#at;
    const groups = padded(this.#groups);
    module.products(x, count, this.#width, groupCentroids, groups, products);
    const scores = new Int32Array(arena.buffer, products, count * groups);
    const biases = new Int32Array(arena.buffer, this.#at.groupBiases, groups);
    const rowsOf = new Uint32Array(arena.buffer, members, this.#groups * this.#mostRows);
    const counts = new Uint32Array(this.#groups);
    const best = new Int32Array(Math.min(probedGroups, this.#groups));
    const bestScores = new Int32Array(best.length);
    for (let row = 0; row < count; row += 1) {
      closest(scores, row * groups, biases, this.#groups, best, bestScores);
      for (const group of best) rowsOf[group * this.#mostRows + counts[group]++] = row;
    }
    for (let group = 0; group < this.#groups; group += 1)
      this.#search(x, members + 4 * group * this.#mostRows, group, counts[group]);
  }

  #search(x: number, list: number, group: number, count: number): void {
    const { centroids, biases, best, places } = this.#at;
    const first = this.#firsts[group];
    const from = centroids + first * this.#width * 2;
    const size = this.#sizes[group];
    const { nearest } = this.#kernel.module;
    nearest(x, list, count, this.#width, from, biases + first * 4, size, first, best, places);
  }
}

/** The groups with the best scores, best first; of equals the first. */
function closest(
  scores: Int32Array,
  from: number,
  biases: Int32Array,
  groups: number,
  best: Int32Array,
  bestScores: Int32Array,
): void {
  const most = best.length;
  let kept = 0;
  for (let group = 0; group < groups; group += 1) {
    const score = scores[from + group] - biases[group];
    if (kept === most && score <= bestScores[most - 1]) continue;
    let place = kept < most ? kept++ : most - 1;
    for (; place > 0 && bestScores[place - 1] < score; place -= 1) {
      bestScores[place] = bestScores[place - 1];
      best[place] = best[place - 1];
    }
    bestScores[place] = score;
    best[place] = group;
  }
}

function placeAll(
  { arena }: VectorKernel,
  sizes: {
    readonly width: number;
    readonly mostRows: number;
    readonly places: number;
    readonly groups: number;
  },
) {
  const { width, mostRows, places, groups } = sizes;
  return {
    centroids: arena.place(places * width * 2),
    biases: arena.place(places * 4),
    groupCentroids: arena.place(groups * width * 2),
    groupBiases: arena.place(groups * 4),
    products: arena.place(mostRows * groups * 4),
    members: arena.place(groups * mostRows * 4),
    best: arena.place(mostRows * 4),
    places: arena.place(mostRows * 4),
  };
}
