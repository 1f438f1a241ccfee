import { expect, it } from 'vitest';
import { KeyIndex } from './key-index.ts';
import { NameSet } from './name-set.ts';
import { NameTable } from './name-table.ts';

/** Repeatable names with long shared beginnings, some beyond the first 65,536 letters of Unicode. */
function someNames(count: number): string[] {
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const letters = ['a', 'B', '0', '_', '-', '.', 'é', 'Ω', '漢', '\ue000', '\uffee', '😀', '𝒜'];
  return Array.from(
    { length: count },
    () => `PMC${next(50)}_${Array.from({ length: next(6) }, () => letters[next(letters.length)]).join('')}`,
  );
}

it('keeps names, and sorts them as strings are sorted', async () => {
  const names = someNames(30_000);
  const table = new NameTable();
  names.forEach((name, index) => expect(table.add(name, index % 3)).toBe(index));
  expect(names.map((_, index) => table.tagAt(index))).toEqual(names.map((_, index) => index % 3));
  await table.sort();
  const sorted = names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  expect(names.map((_, index) => table.at(index))).toEqual(sorted);
  await table.sort();
  expect(table.at(29_999)).toBe(sorted[29_999]);
});

it('finds every place of a key, in order, and none of another', async () => {
  const names = someNames(5000);
  const keysOf = (place: number): string[] => {
    const name = names[place] ?? '';
    return name.includes('B') ? [] : [...new Set([name, name.toLowerCase()])];
  };
  const index = await KeyIndex.build(names.length, keysOf);
  const wanted = new Map<string, number[]>();
  names.forEach((_, place) =>
    keysOf(place).forEach((key) => wanted.set(key, [...(wanted.get(key) ?? []), place])),
  );
  for (const [key, places] of wanted) {
    expect([...index.find(key)]).toEqual(places);
    expect(index.first(key)).toBe(places[0]);
  }
  expect(index.first('nowhere')).toBeUndefined();
  expect([...KeyIndex.now(0, keysOf).find('a')]).toEqual([]);
});

it('knows a name that it has', () => {
  const names = [...new Set(someNames(5000))];
  const set = new NameSet();
  for (const [index, name] of names.entries()) {
    expect(set.find(name)).toBeUndefined();
    expect(set.add(name)).toBe(index);
  }
  expect(names.map((name) => set.find(name))).toEqual(names.map((_, index) => index));
  expect(names.map((_, index) => set.at(index))).toEqual(names);
});
