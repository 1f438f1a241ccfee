/** Groups of centroids: k-means over the centroids themselves, after which those of a group lie side by side. */
import { createVectorKernel } from '../../../native/kernels/vectors.ts';
import { ListFinder } from './list-finder.ts';

const rounds = 4;

export interface Groups {
  /** [groups, width] */
  readonly centroids: Int16Array;
  /** [groups + 1]: the first list of each group. */
  readonly starts: Uint32Array;
}

/** About as many groups as each has lists; few lists need none. */
export const groupCount = (lists: number): number => (lists < 256 ? 1 : Math.round(Math.sqrt(lists)));

/** Puts [lists, width] centroids in the order of their groups, in place, and fills in the groups. */
export function groupCentroids(centroids: Int16Array, width: number, groups: Groups): void {
  const lists = centroids.length / width;
  const count = groups.starts.length - 1;
  for (let group = 0; group < count; group += 1) {
    const list = Math.floor((group * lists) / count);
    groups.centroids.set(centroids.subarray(list * width, (list + 1) * width), group * width);
  }
  const groupOf = new Uint32Array(lists);
  const kernel = createVectorKernel();
  const finder = new ListFinder(kernel, width, lists, count, 1);
  const x = kernel.arena.place(centroids.byteLength);
  new Int16Array(kernel.arena.buffer, x, centroids.length).set(centroids);
  const whole = Uint32Array.of(0, count);
  for (let round = 0; round < rounds; round += 1) {
    finder.setCentroids(groups.centroids, groups.centroids.subarray(0, width), whole);
    finder.find(x, lists, groupOf);
    averageGroups(centroids, width, groupOf, groups.centroids);
  }
  finder.setCentroids(groups.centroids, groups.centroids.subarray(0, width), whole);
  finder.find(x, lists, groupOf);
  const order = [...groupOf.keys()].sort((a, b) => groupOf[a] - groupOf[b] || a - b);
  const old = centroids.slice();
  groups.starts.fill(0);
  order.forEach((list, place) => {
    centroids.set(old.subarray(list * width, (list + 1) * width), place * width);
    groups.starts[groupOf[list] + 1] += 1;
  });
  for (let group = 0; group < count; group += 1) groups.starts[group + 1] += groups.starts[group];
}

/** A group that nothing belongs to stays where it is. */
function averageGroups(x: Int16Array, width: number, groupOf: Uint32Array, means: Int16Array): void {
  const counts = new Uint32Array(means.length / width);
  const sums = new Float64Array(means.length);
  groupOf.forEach((group, row) => {
    counts[group] += 1;
    for (let index = 0; index < width; index += 1) sums[group * width + index] += x[row * width + index];
  });
  for (let index = 0; index < means.length; index += 1) {
    const count = counts[Math.floor(index / width)];
    if (count > 0) means[index] = Math.round(sums[index] / count);
  }
}
