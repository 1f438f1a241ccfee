/** What a person who searches should know about an index that is not as it should be. */
import type { VectorSide } from '../embedding-folder.ts';

/** An index that lacks a larger share of the rows is built again. */
export const tailShare = 0.05;

const buildAgain =
  'Embed the corpus again with the same model: only the index is built anew (figscope embed NAME --model M).';

export const damageNote = (side: VectorSide, damage: string): string =>
  `The vector index of the ${side}s is not used, every vector was compared instead: ${damage} ${buildAgain}`;

/** At most one sentence, about rows that were added since an index was built. */
export function tailNote(rows: number, indexedRows: number): string[] {
  if (rows - indexedRows <= tailShare * rows) return [];
  const count = (value: number): string => value.toLocaleString('en');
  return [
    `The vector index covers ${count(indexedRows)} of ${count(rows)} vectors; the others were added since and take longer to search. ${buildAgain}`,
  ];
}
