/** Pictures in different splits that look alike though their files differ. */
import type { OpenContext } from '../context.ts';
import { number, partOf } from '../findings.ts';
import { breathe, type Budget, type Step } from '../pace.ts';
import { candidatesIn, PairSet } from './candidates.ts';
import { groupsOf } from './groups.ts';
import type { LeakList } from './leak-list.ts';
import { pictureKeys } from './picture-keys.ts';
import { field, type RowKeys } from './row-keys.ts';

/** Bits of 64 in which each of the two fingerprints may differ; see DECISIONS.md. */
export const nearBits = { transform: 6, gradient: 6 } as const;

export async function* nearPictures(
  context: OpenContext,
  keys: RowKeys,
  leaks: LeakList,
  budget: Budget,
): AsyncGenerator<Step> {
  const { findings, rows, signal } = context;
  using pictures = yield* pictureKeys(context);
  const [high, low, gradientHigh, gradientLow] = [0, 1, 2, 3].map((word) => pictures.column(word));
  const [image, images] = [keys.column(field.image), keys.column(field.image + 1)];
  const known = Math.min(pictures.rows, keys.rows);
  const seen = new PairSet();
  const worth = (a: number, b: number): boolean =>
    leaks.crosses(a, b) && (image[a] !== image[b] || images[a] !== images[b]);
  let compared = 0;
  // Two fingerprints that differ in three bits share at least one of four quarters.
  for (let quarter = 0; quarter < 4; quarter += 1) {
    const words = quarter < 2 ? high : low;
    const shift = (quarter % 2) * 16;
    const bandKeys = new Uint32Array(known);
    for (let row = 0; row < known; row += 1) {
      const isEmpty = high[row] === 0 && low[row] === 0;
      bandKeys[row] = isEmpty ? 0 : 0x10000 | (((words[row] ?? 0) >>> shift) & 0xffff);
    }
    for (const group of groupsOf(bandKeys)) {
      if (budget.isSpent || seen.isFull) break;
      // Neighbours in this order agree in more than the quarter.
      group.sort((a, b) => (high[a] ?? 0) - (high[b] ?? 0) || (low[a] ?? 0) - (low[b] ?? 0));
      for (const [one, other] of candidatesIn(group, worth)) {
        compared += 1;
        const transform = distance(high, low, one, other);
        const gradient = distance(gradientHigh, gradientLow, one, other);
        if (transform > nearBits.transform || gradient > nearBits.gradient || !seen.add(one, other)) continue;
        leaks.add('near-image', one, other, 1 - (transform + gradient) / 128);
      }
      await breathe(signal);
    }
    yield { detail: `Similar pictures: ${number(compared)} pairs compared`, fraction: quarter / 4 };
  }
  const left = pictures.rows < rows ? '; the full check makes the fingerprints of the others' : '';
  findings.look(
    `Similar pictures: ${partOf(pictures.rows, rows, 'picture')} compared by what they show${left}.`,
  );
}

function distance(high: Uint32Array, low: Uint32Array, a: number, b: number): number {
  return bitsOf((high[a] ?? 0) ^ (high[b] ?? 0)) + bitsOf((low[a] ?? 0) ^ (low[b] ?? 0));
}

/** Set bits of a 32-bit number (H. Warren, "Hacker's Delight", figure 5-2). */
function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}
