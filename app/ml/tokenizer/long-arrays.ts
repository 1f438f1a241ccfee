/** What hash tables over long arrays of numbers have in common: millions of entries without an object each. */

export const EMPTY = -1;

/** Brings the high bits of a hash to bear on the low ones, which choose the place. */
export function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

/**
 * A table of `length` places (a power of two) with the numbers of `count` entries, each at the first free place from
 * its hash on.
 */
export function placeAll(count: number, length: number, hashOf: (entry: number) => number): Int32Array {
  const places = new Int32Array(length).fill(EMPTY);
  for (let entry = 0; entry < count; entry++) {
    let place = hashOf(entry) & (length - 1);
    while (places[place] !== EMPTY) place = (place + 1) & (length - 1);
    places[place] = entry;
  }
  return places;
}

/** `larger` with the elements of `array` at its start. */
export function grown<T extends Uint16Array | Int32Array | Float64Array>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
