/** Damps the first ranks, so that one list cannot win alone (Cormack, Clarke and Büttcher, SIGIR 2009). */
const damping = 60;

/** Reciprocal-rank fusion of several rankings of ids: score = sum of 1 / (60 + rank). Ties keep the order of `lists`. */
export function fuseRanks(lists: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    list.forEach((id, index) => scores.set(id, (scores.get(id) ?? 0) + 1 / (damping + index + 1)));
  }
  return [...scores].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}
