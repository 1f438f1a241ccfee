import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileCache } from './file-cache.ts';

const content = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index % 251);

describe('FileCache', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'figscope-cache-')), 'graphs');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  it('keeps a file between processes, in pieces or whole', async () => {
    const pieces = [content(100), content(0), content(1_500_000)];
    const path = await new FileCache(folder).keep('a.weights', pieces);
    expect(path).toBe(join(folder, 'a.weights'));
    const cache = new FileCache(folder);
    expect(await cache.find('a.weights')).toBe(path);
    expect(Buffer.concat(pieces).equals((await cache.read('a.weights'))!)).toBe(true);
    expect(await cache.find('b.weights')).toBeUndefined();
    expect(await readdir(folder)).toEqual(['a.weights']);
  });

  it('does not give out what was cut off or changed, and replaces it', async () => {
    const cache = new FileCache(folder);
    const path = (await cache.keep('a.onnx', [content(5000)]))!;
    const whole = await readFile(path);
    const flipped = Uint8Array.from(whole);
    flipped[77]! ^= 1;
    for (const damaged of [whole.subarray(0, 4000), whole.subarray(0, 10), new Uint8Array(0), flipped]) {
      await writeFile(path, damaged);
      expect(await cache.find('a.onnx')).toBeUndefined();
      expect(await cache.read('a.onnx')).toBeUndefined();
    }
    await cache.keep('a.onnx', [content(10)]);
    expect(await cache.read('a.onnx')).toHaveLength(10);
  });

  it('stays within its limit: what was not used for longest goes first', async () => {
    const cache = new FileCache(folder, 3500);
    const age = (name: string, seconds: number) => {
      const then = new Date(Date.now() - seconds * 1000);
      return utimes(join(folder, name), then, then);
    };
    await cache.keep('old', [content(1000)]);
    await cache.keep('used', [content(1000)]);
    await cache.keep('young', [content(1000)]);
    await writeFile(join(folder, 'lost.part'), content(10));
    await age('old', 3000);
    await age('used', 9000);
    await age('young', 2000);
    await age('lost.part', 9000);
    await cache.find('used'); // used again: young from now on
    await cache.keep('new', [content(1000)]);
    expect((await readdir(folder)).toSorted()).toEqual(['new', 'used', 'young']);
    // One that is too large for the limit is kept until the next one.
    await cache.keep('huge', [content(9000)]);
    expect(await readdir(folder)).toEqual(['huge']);
  });

  it('is nothing but slower where it cannot write', async () => {
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, 'a file where the folder should be');
    const cache = new FileCache(folder);
    expect(await cache.keep('a.onnx', [content(10)])).toBeUndefined();
    expect(await cache.find('a.onnx')).toBeUndefined();
    expect((await stat(folder)).isFile()).toBe(true);
  });
});
