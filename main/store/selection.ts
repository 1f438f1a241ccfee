/**
 * Rows that a query selects, in row order, without a list of them where none is needed: at fifteen million rows a list
 * is 60 MB, a mask 15, and everything none. Places and pages come out of a mask by counting blocks.
 */
export type Selection =
  | { readonly kind: 'all'; readonly total: number }
  | { readonly kind: 'mask'; readonly mask: Uint8Array; readonly total: number }
  | { readonly kind: 'ids'; readonly ids: Uint32Array; readonly total: number };

const rowsPerBlock = 1 << 14;

/** [blocks + 1] rows of a mask before each block. Masks in a cache are never written to, so it stays right. */
const countsOfMasks = new WeakMap<Uint8Array, Uint32Array>();

function countsBefore(mask: Uint8Array): Uint32Array {
  const known = countsOfMasks.get(mask);
  if (known) return known;
  const blocks = Math.ceil(mask.length / rowsPerBlock);
  const before = new Uint32Array(blocks + 1);
  for (let block = 0; block < blocks; block += 1) {
    before[block + 1] = before[block] + sumOf(mask, block * rowsPerBlock, (block + 1) * rowsPerBlock);
  }
  countsOfMasks.set(mask, before);
  return before;
}

function sumOf(mask: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, mask.length);
  let sum = 0;
  let row = from;
  // Four rows at a time: each byte of a sum of words is a sum of rows, and none runs over before 255 words.
  const words = wordsOf(mask);
  while (row % 4 === 0 && row + 4 <= end) {
    const first = row >> 2;
    const last = Math.min(first + 255, end >> 2);
    let sums = 0;
    for (let word = first; word < last; word += 1) sums += words[word];
    sum += (sums & 0xff) + ((sums >>> 8) & 0xff) + ((sums >>> 16) & 0xff) + (sums >>> 24);
    row = last << 2;
  }
  for (; row < end; row += 1) sum += mask[row];
  return sum;
}

/** The whole words of a mask, four rows in each. Masks begin where their memory begins. */
const wordsOf = (mask: Uint8Array): Uint32Array =>
  new Uint32Array(mask.buffer, mask.byteOffset, mask.length >> 2);

export function maskSelection(mask: Uint8Array): Selection {
  return { kind: 'mask', mask, total: countsBefore(mask).at(-1) ?? 0 };
}

/** Rows [offset, offset + limit) of a selection. */
export function rowsAt(selection: Selection, offset: number, limit: number): Uint32Array<ArrayBuffer> {
  const count = Math.max(0, Math.min(limit, selection.total - offset));
  switch (selection.kind) {
    case 'all': {
      const rows = new Uint32Array(count);
      for (let index = 0; index < count; index += 1) rows[index] = offset + index;
      return rows;
    }
    case 'ids':
      return new Uint32Array(selection.ids.subarray(offset, offset + count));
    case 'mask':
      return rowsOfMask(selection.mask, offset, count);
  }
}

function rowsOfMask(mask: Uint8Array, offset: number, count: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(count);
  if (count === 0) return rows;
  const before = countsBefore(mask);
  // The last block with at most `offset` rows before it.
  let block = 0;
  for (let high = before.length - 1; high - block > 1; ) {
    const middle = (block + high) >> 1;
    if (before[middle] <= offset) block = middle;
    else high = middle;
  }
  let skip = offset - before[block];
  let place = 0;
  const words = wordsOf(mask);
  for (let row = block * rowsPerBlock; place < count; row += 1) {
    while ((row & 3) === 0 && words[row >> 2] === 0) row += 4;
    if (mask[row] === 0) continue;
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    rows[place] = row;
    place += 1;
  }
  return rows;
}

/** 0-based place of a row in a selection; undefined when it is not in it. */
export function placeOf(selection: Selection, row: number): number | undefined {
  switch (selection.kind) {
    case 'all':
      return row < selection.total ? row : undefined;
    case 'ids':
      return placeIn(selection.ids, row);
    case 'mask': {
      const { mask } = selection;
      if (mask[row] !== 1) return undefined;
      const block = Math.floor(row / rowsPerBlock);
      return countsBefore(mask)[block] + sumOf(mask, block * rowsPerBlock, row);
    }
  }
}

/** In ascending ids. */
function placeIn(ids: Uint32Array, row: number): number | undefined {
  let low = 0;
  for (let high = ids.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (ids[middle] < row) low = middle + 1;
    else high = middle;
  }
  return ids[low] === row ? low : undefined;
}

/** All rows of a selection as a list. Costs four bytes for each of them. */
export function listOf(selection: Selection): Uint32Array {
  switch (selection.kind) {
    case 'ids':
      return selection.ids;
    case 'mask':
      return allOfMask(selection.mask, selection.total);
    case 'all':
      return rowsAt(selection, 0, selection.total);
  }
}

/** Writes every row and moves on after those that are in: asking for each takes three times as long. */
function allOfMask(mask: Uint8Array, total: number): Uint32Array {
  const rows = new Uint32Array(total + 1);
  let place = 0;
  for (let row = 0; row < mask.length; row += 1) {
    rows[place] = row;
    place += mask[row];
  }
  return rows.subarray(0, total);
}
