/** Which rows of a side are looked at: samples for the clusters, and queries that measure recall. */
import { createRandom } from '#app/util/random.ts';

export interface ChosenRows {
  /** Ascending. */
  readonly samples: Uint32Array;
  /** Rows whose vectors serve as queries; no samples where there is a choice. */
  readonly queries: number[];
}

/** One row from each of as many equal parts as there are samples, so that every part of a corpus counts. */
export function chooseRows(rows: number, samples: number, queries: number, seed: number): ChosenRows {
  const random = createRandom(seed).fork('rows');
  const start = (part: number): number => Math.floor((part * rows) / samples);
  const chosen = Uint32Array.from(
    { length: samples },
    (_none, part) => start(part) + random.integer(start(part + 1) - start(part)),
  );
  const others = Array.from({ length: Math.min(queries, samples) }, (_none, query) => {
    const part = Math.floor((query * samples) / Math.min(queries, samples));
    const [first, end] = [start(part), start(part + 1)];
    return first + ((chosen[part] - first + 1) % (end - first));
  });
  return { samples: chosen, queries: others };
}
