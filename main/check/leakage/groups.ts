/**
 * Rows that share a key, found by sorting key and row as one 64-bit number, which the engine sorts without calling back.
 * Keys are taken part by part, by their highest bits: half a byte per row at a time, and never long in one turn.
 */

const partBits = 4;

/** Groups of at least two rows with the same key, rows ascending; key 0 stands for "none". */
export function* groupsOf(keys: Uint32Array): Generator<Uint32Array> {
  const sizes = new Uint32Array(2 ** partBits);
  for (let row = 0; row < keys.length; row += 1) {
    const key = keys[row] ?? 0;
    if (key !== 0) sizes[key >>> (32 - partBits)] = (sizes[key >>> (32 - partBits)] ?? 0) + 1;
  }
  for (let part = 0; part < sizes.length; part += 1) yield* groupsOfPart(keys, part, sizes[part] ?? 0);
}

function* groupsOfPart(keys: Uint32Array, part: number, used: number): Generator<Uint32Array> {
  const sorted = new BigUint64Array(used);
  // Little-endian machines only, as everything else in the store: the key is the upper half.
  const words = new Uint32Array(sorted.buffer);
  let at = 0;
  for (let row = 0; row < keys.length; row += 1) {
    const key = keys[row] ?? 0;
    if (key === 0 || key >>> (32 - partBits) !== part) continue;
    words[at] = row;
    words[at + 1] = key;
    at += 2;
  }
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
