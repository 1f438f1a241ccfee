/** Dot products in double precision, many at a time; every product sums its terms in the same order. */

/** Candidates whose vectors stay in the processor's cache while all queries pass over them. */
const blockRows = 64;

/**
 * Calls `visit` with every dot product of two sets of vectors, in blocks, without ever holding all of them.
 * The products are the same to the last bit as `dot` gives, so equal vectors give equal scores.
 * @param left [leftRows, dimension]
 * @param right [rightRows, dimension]
 */
export function forEachDot(
  left: Float32Array,
  right: Float32Array,
  dimension: number,
  visit: (leftRow: number, rightRow: number, score: number) => void,
): void {
  const leftRows = left.length / dimension;
  const rightRows = right.length / dimension;
  const sums = new Float64Array(16);
  for (let block = 0; block < rightRows; block += blockRows) {
    const blockEnd = Math.min(block + blockRows, rightRows);
    for (let row = 0; row < leftRows; row += 4) {
      for (let column = block; column < blockEnd; column += 4) {
        if (row + 4 <= leftRows && column + 4 <= blockEnd) {
          dots4x4(left, row * dimension, right, column * dimension, dimension, sums);
          for (let i = 0; i < 16; i++) visit(row + (i >> 2), column + (i & 3), sums[i]);
          continue;
        }
        for (let r = row; r < Math.min(row + 4, leftRows); r++) {
          for (let c = column; c < Math.min(column + 4, blockEnd); c++) {
            visit(r, c, dot(left, r, right, c, dimension));
          }
        }
      }
    }
  }
}

/** Row `leftRow` times row `rightRow`. */
export function dot(
  left: Float32Array,
  leftRow: number,
  right: Float32Array,
  rightRow: number,
  dimension: number,
): number {
  let sum = 0;
  let l = leftRow * dimension;
  let r = rightRow * dimension;
  for (const end = l + dimension; l < end; l++, r++) sum += left[l] * right[r];
  return sum;
}

/** Four rows times four rows: sixteen sums in registers for eight loads, written row by row. */
function dots4x4(
  left: Float32Array,
  leftStart: number,
  right: Float32Array,
  rightStart: number,
  dimension: number,
  sums: Float64Array,
): void {
  for (let half = 0; half < 2; half++) {
    let s00 = 0;
    let s01 = 0;
    let s02 = 0;
    let s03 = 0;
    let s10 = 0;
    let s11 = 0;
    let s12 = 0;
    let s13 = 0;
    let l0 = leftStart + 2 * half * dimension;
    let r0 = rightStart;
    for (const end = l0 + dimension; l0 < end; l0++, r0++) {
      const a = left[l0];
      const b = left[l0 + dimension];
      const w = right[r0];
      const x = right[r0 + dimension];
      const y = right[r0 + 2 * dimension];
      const z = right[r0 + 3 * dimension];
      s00 += a * w;
      s01 += a * x;
      s02 += a * y;
      s03 += a * z;
      s10 += b * w;
      s11 += b * x;
      s12 += b * y;
      s13 += b * z;
    }
    const at = 8 * half;
    sums[at] = s00;
    sums[at + 1] = s01;
    sums[at + 2] = s02;
    sums[at + 3] = s03;
    sums[at + 4] = s10;
    sums[at + 5] = s11;
    sums[at + 6] = s12;
    sums[at + 7] = s13;
  }
}
