/**
 * Rows that share a key, found by sorting: 8 bytes per row while it sorts (key and row in one 64-bit number, which the
 * engine sorts without calling back), whatever the number of equal keys.
 */

/** Groups of at least two rows with the same key, rows ascending; key 0 stands for "none". The array is used again. */
export function* groupsOf(keys: Uint32Array): Generator<Uint32Array> {
  let used = 0;
  for (const key of keys) if (key !== 0) used += 1;
  const sorted = new BigUint64Array(used);
  const words = new Uint32Array(sorted.buffer);
  let at = 0;
  keys.forEach((key, row) => {
    if (key === 0) return;
    words[at] = row;
    words[at + 1] = key;
    at += 2;
  });
  sorted.sort();
  for (let first = 0; first < used; ) {
    const key = words[2 * first + 1];
    let end = first + 1;
    while (end < used && words[2 * end + 1] === key) end += 1;
    if (end - first > 1) {
      const rows = new Uint32Array(end - first);
      for (let index = first; index < end; index += 1) rows[index - first] = words[2 * index] ?? 0;
      yield rows;
    }
    first = end;
  }
}

/** The same for keys of 64 bits; `low` 0 together with `high` 0 stands for "none". */
export function* groupsOfPairs(high: Uint32Array, low: Uint32Array): Generator<Uint32Array> {
  // A key of zero with something behind it is a key all the same.
  const first = high.map((key, row) => (key === 0 && low[row] !== 0 ? 1 : key));
  for (const rows of groupsOf(first)) {
    const byLow = new Map<number, number[]>();
    for (const row of rows) {
      const key = low[row] ?? 0;
      const same = byLow.get(key);
      if (same) same.push(row);
      else byLow.set(key, [row]);
    }
    for (const same of byLow.values()) if (same.length > 1) yield Uint32Array.from(same);
  }
}
