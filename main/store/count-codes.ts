/** Counting the values of a column over a selection: the inner loop of facets and sorting. */
import type { IntegerArray } from './integer-column.ts';
import type { Selection } from './selection.ts';

/**
 * Adds up how often each code occurs: into counts [codes]. Four counters of their own, so that a code that comes again
 * and again does not wait for its own last sum; and adding a mask's zero is cheaper than asking for it.
 */
export function countInto(counts: Uint32Array, column: IntegerArray, rows: Selection): void {
  if (rows.kind === 'ids') {
    const { ids } = rows;
    for (let index = 0; index < ids.length; index += 1) counts[column[ids[index]]] += 1;
    return;
  }
  const [second, third, fourth] = [0, 1, 2].map(() => new Uint32Array(counts.length));
  const mask = rows.kind === 'mask' ? rows.mask : undefined;
  const length = mask?.length ?? rows.total;
  const whole = length - (length % 4);
  if (mask) {
    for (let row = 0; row < whole; row += 4) {
      counts[column[row]] += mask[row];
      second[column[row + 1]] += mask[row + 1];
      third[column[row + 2]] += mask[row + 2];
      fourth[column[row + 3]] += mask[row + 3];
    }
  } else {
    for (let row = 0; row < whole; row += 4) {
      counts[column[row]] += 1;
      second[column[row + 1]] += 1;
      third[column[row + 2]] += 1;
      fourth[column[row + 3]] += 1;
    }
  }
  for (let row = whole; row < length; row += 1) counts[column[row]] += mask?.[row] ?? 1;
  for (let code = 0; code < counts.length; code += 1)
    counts[code] += second[code] + third[code] + fourth[code];
}
