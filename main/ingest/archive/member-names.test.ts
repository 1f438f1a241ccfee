import { expect, it } from 'vitest';
import { detectTree } from '../detect.ts';
import { countUnits } from '../count.ts';
import type { SourceFile } from '../tree.ts';
import { MemberNames } from './member-names.ts';

const nothing = new Uint8Array();
const fileAt = (_: number, name: string): SourceFile => ({
  name,
  sizeBytes: 0,
  path: undefined,
  read: () => Promise.resolve(nothing),
  head: () => Promise.resolve(nothing),
  keep: () => Promise.reject(new Error('nothing is kept here')),
});

it('is a tree in the order of the archive', async () => {
  const names = new MemberNames();
  const written = ['b/2.txt', 'a.txt', 'b/c/d/x', 'a/1', 'b/1.txt', 'a.txt', 'é/ü'];
  for (const name of written) names.add(name);
  expect(written.map((_, index) => names.at(index))).toEqual(written);
  const root = names.tree(fileAt);
  const { files, folders } = await root.list();
  expect([...files].map(({ name }) => name)).toEqual(['a.txt', 'a.txt']);
  const [b, a, last] = folders;
  expect([b?.name, a?.name, last?.name]).toEqual(['b', 'a', 'é']);
  expect([...((await b?.list())?.files ?? [])].map(({ name }) => name)).toEqual(['b/2.txt', 'b/1.txt']);
  expect([...((await b?.list())?.folders ?? [])].map(({ name }) => name)).toEqual(['b/c']);
  expect((await b?.file('c/d/x'))?.name).toBe('b/c/d/x');
  expect((await root.file('é/ü'))?.name).toBe('é/ü');
  expect(await root.file('c')).toBeUndefined();
  expect(await root.file('../a.txt')).toBeUndefined();
});

it('has more folders than a call has room for arguments', async () => {
  const names = new MemberNames();
  const count = 150_000;
  for (let index = 0; index < count; index += 1) names.add(`PMC${index}/PMC${index}.txt`);
  names.add('last/figure.png');
  const tree = names.tree(fileAt);
  expect(await detectTree(tree)).toBe('packages');
  expect(await countUnits(tree, 'pairs', undefined)).toBe(1);
});
