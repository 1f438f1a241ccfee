/** Looks an index through, for `figscope check`. */
import type { VectorSide, VectorState } from '../embedding-folder.ts';
import { IndexDamage, openIndexFile } from './index-file.ts';

export interface IndexCheck {
  /** `stale`: whole, but built for other vectors. */
  readonly state: 'absent' | 'whole' | 'stale' | 'damaged';
  /** Rows that it covers, when it can be used. */
  readonly rows: number;
  /** What is wrong, as a sentence. Building the index again repairs all of it; nothing else depends on the file. */
  readonly problem?: string;
}

/** @param isFull also reads every list, and that each row is in it once; else only what opening reads */
export function checkIndex(
  folder: string,
  side: VectorSide,
  state: VectorState,
  isFull: boolean,
): IndexCheck {
  try {
    using file = openIndexFile(folder, side, state);
    if (!file) return { state: 'absent', rows: 0 };
    const { rows, lists } = file.header;
    if (isFull) {
      const isFound = new Uint8Array(rows);
      const take = (row: number): void => {
        if (row >= rows || isFound[row] === 1)
          throw new IndexDamage('damaged', `Row ${row} is in the index twice, or does not exist.`);
        isFound[row] = 1;
      };
      file.missing.forEach(take);
      const bytes = new Uint8Array(file.largestListBytes);
      for (let list = 0; list < lists; list += 1) {
        file.readList(list, bytes);
        new Uint32Array(bytes.buffer, 0, file.counts[list]).forEach(take);
      }
      const lacking = isFound.indexOf(0);
      if (lacking !== -1) throw new IndexDamage('damaged', `Row ${lacking} is not in the index.`);
    }
    return { state: 'whole', rows };
  } catch (thrown) {
    if (thrown instanceof IndexDamage) return { state: thrown.kind, rows: 0, problem: thrown.message };
    throw thrown;
  }
}
