import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pruneFolder } from './bounded-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figscope-thumbs-'));
  await mkdir(join(folder, 'ab'));
  for (let day = 1; day <= 5; day++) {
    const path = join(folder, 'ab', `${day}.webp`);
    await writeFile(path, new Uint8Array(100));
    await utimes(path, day * 86_400, day * 86_400);
  }
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('deletes the oldest until there is room again', async () => {
  await pruneFolder(folder, 400);
  expect((await readdir(join(folder, 'ab'))).sort()).toEqual(['3.webp', '4.webp', '5.webp']);
});

it('leaves a folder alone that is small enough, and one that is not there', async () => {
  await pruneFolder(folder, 500);
  expect(await readdir(join(folder, 'ab'))).toHaveLength(5);
  await pruneFolder(join(folder, 'none'), 500);
});
