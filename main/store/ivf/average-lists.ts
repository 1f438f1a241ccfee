/** The second half of a round of k-means: every centroid becomes the mean of its samples. */
import type { BuildSettings } from './build-messages.ts';

type Shared = Pick<BuildSettings, 'sample' | 'sampleOrder' | 'sampleStarts' | 'centroids'>;

/**
 * Lists `first` to `end - 1`. Sums of whole numbers are exact, so the result depends on no order and no number of
 * threads. A list without samples keeps its centroid.
 */
export function averageLists(shared: Shared, width: number, first: number, end: number): void {
  const sample = new Int16Array(shared.sample);
  const order = new Uint32Array(shared.sampleOrder);
  const starts = new Uint32Array(shared.sampleStarts);
  const centroids = new Int16Array(shared.centroids);
  const sums = new Float64Array(width);
  for (let list = first; list < end; list += 1) {
    const count = starts[list + 1] - starts[list];
    if (count === 0) continue;
    sums.fill(0);
    for (let place = starts[list]; place < starts[list + 1]; place += 1) {
      const from = order[place] * width;
      for (let index = 0; index < width; index += 1) sums[index] += sample[from + index];
    }
    for (let index = 0; index < width; index += 1)
      centroids[list * width + index] = Math.round(sums[index] / count);
  }
}
