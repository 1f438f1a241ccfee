/** Counting the values of a column over a selection: the inner loop of facets and sorting. */
import type { IntegerArray } from './integer-column.ts';
import type { Selection } from './selection.ts';

/** [codes]. Adding a mask's zero is cheaper than asking for it. */
export function countInto(counts: Uint32Array, column: IntegerArray, rows: Selection): void {
  switch (rows.kind) {
    case 'all':
      for (let row = 0; row < rows.total; row += 1) counts[column[row]] += 1;
      return;
    case 'mask': {
      const { mask } = rows;
      for (let row = 0; row < mask.length; row += 1) counts[column[row]] += mask[row];
      return;
    }
    case 'ids': {
      const { ids } = rows;
      for (let index = 0; index < ids.length; index += 1) counts[column[ids[index]]] += 1;
    }
  }
}
