/** Damps the first ranks, so that one list cannot win alone (Cormack, Clarke and Büttcher, SIGIR 2009). */
const damping = 60;

export interface Fused {
  readonly id: number;
  /** 1-based place in each list, in the order of the lists; undefined where the list does not hold it. */
  readonly ranks: readonly (number | undefined)[];
}

/** Reciprocal-rank fusion of several rankings of ids: score = sum of 1 / (60 + rank). Ties keep the order of `lists`. */
export function fuseRanks(lists: readonly ArrayLike<number>[]): Fused[] {
  const found = new Map<number, { score: number; ranks: (number | undefined)[] }>();
  lists.forEach((list, place) => {
    for (let index = 0; index < list.length; index += 1) {
      const entry = found.get(list[index]) ?? { score: 0, ranks: lists.map(() => undefined) };
      entry.score += 1 / (damping + index + 1);
      entry.ranks[place] = index + 1;
      found.set(list[index], entry);
    }
  });
  return [...found].sort(([, a], [, b]) => b.score - a.score).map(([id, { ranks }]) => ({ id, ranks }));
}
