import { describe, expect, it } from 'vitest';
import { fuseRanks } from './fuse-ranks.ts';

const order = (lists: readonly (readonly number[])[]): number[] => fuseRanks(lists).map(({ id }) => id);

describe('reciprocal-rank fusion', () => {
  it('keeps the order of a single list', () => {
    expect(order([[7, 3, 9]])).toEqual([7, 3, 9]);
    expect(order([])).toEqual([]);
  });

  it('puts what both lists found before what one list found first', () => {
    // 1/61 + 1/62 and 1/62 + 1/61 tie; 1/63 alone comes after, so does 1/63 of the other list.
    expect(
      order([
        [1, 2, 3],
        [2, 1, 4],
      ]),
    ).toEqual([1, 2, 3, 4]);
    // Third in both, 2/63, beats first in one, 1/61.
    expect(
      order([
        [10, 11, 5],
        [20, 21, 5],
      ])[0],
    ).toBe(5);
  });

  it('gives scores of 1 / (60 + rank): one high rank does not beat two middling ones', () => {
    const first = Array.from({ length: 70 }, (_, i) => i);
    // Rank 1 in one list scores 1/61; ranks 62 and 62 in both score 2/122 = 1/61: a tie, kept in order of the lists.
    const tied = [...first];
    tied[61] = 500;
    const other = Array.from({ length: 62 }, (_, i) => 1000 + i);
    other[61] = 500;
    expect(order([tied, other]).slice(0, 3)).toEqual([0, 500, 1000]);
  });

  it('tells the place of each id in each list', () => {
    expect(
      fuseRanks([
        [4, 8],
        [8, 6],
      ]),
    ).toEqual([
      { id: 8, ranks: [2, 1] },
      { id: 4, ranks: [1, undefined] },
      { id: 6, ranks: [undefined, 2] },
    ]);
  });
});
