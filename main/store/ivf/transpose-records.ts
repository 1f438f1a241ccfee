/** From records, as they are encoded, to the layout of a list that is scanned by sixteens. */
import { recordTailBytes } from '../../../native/kernels/vectors.ts';

/** Where a list is being filled: bytes and, over the same memory, words. */
export interface ListBytes {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Codes that the list will hold, filled up to a multiple of 16. */
  readonly padded: number;
}

/** Puts one record to a place of a list. */
export function placeRecord(
  list: ListBytes,
  place: number,
  from: { readonly bytes: Uint8Array; readonly words: Uint32Array },
  record: number,
  columns: number,
): void {
  const { bytes, words, padded } = list;
  const start = record * (columns + recordTailBytes);
  const tail = (start + columns) / 4;
  words[place] = from.words[tail + 2];
  words[padded + place] = from.words[tail];
  words[2 * padded + place] = from.words[tail + 1];
  const to = 12 * padded + (place >> 4) * columns * 16 + (place & 15);
  for (let column = 0; column < columns; column += 1) bytes[to + column * 16] = from.bytes[start + column];
}

/** All of `count` records to a list of just as many. Both lie at multiples of four. */
export function transposeRecords(
  records: Uint8Array,
  into: Uint8Array,
  count: number,
  columns: number,
): void {
  const wordsOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array =>
    new Uint32Array(buffer, byteOffset, byteLength / 4);
  const list = { bytes: into, words: wordsOf(into), padded: Math.ceil(count / 16) * 16 };
  const from = { bytes: records, words: wordsOf(records) };
  for (let record = 0; record < count; record += 1) placeRecord(list, record, from, record, columns);
}
