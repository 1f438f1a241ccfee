import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ImageCache, imageCacheFolder } from './image-cache.ts';
import { readImageBytes } from './read-image.ts';
import { RemoteImages } from './remote-image.ts';

const bytes = Buffer.from('an image, as far as this test is concerned');
const md5 = createHash('md5').update(bytes).digest('hex');

let folder: string;
let server: Server;
let url: string;
let host: string;
let asked: number;
let status: number;
let content: Buffer;
let now: number;
const patience = { wait: () => Promise.resolve() };
const images = (largestBytes?: number): RemoteImages =>
  new RemoteImages(new ImageCache(folder, largestBytes), patience, () => now);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figscope-remote-'));
  [asked, status, content, now] = [0, 200, bytes, 0];
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(status, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  url = `http://${host}/figure.jpg`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it('fetches an image once, for everybody who asks', async () => {
  const home = images();
  const both = await Promise.all([
    home.read({ kind: 'remote', url, md5 }),
    home.read({ kind: 'remote', url, md5 }),
  ]);
  expect(both.map((one) => bytes.equals(one))).toEqual([true, true]);
  expect(bytes.equals(await images().read({ kind: 'remote', url, md5 }))).toBe(true);
  expect(asked).toBe(1);
  await images().read({ kind: 'remote', url });
  await images().read({ kind: 'remote', url });
  expect(asked).toBe(2);
});

it('goes the way of every image of a corpus', async () => {
  const corpus = join(folder, 'corpora', 'lazy');
  expect(bytes.equals(await readImageBytes({ kind: 'remote', url, md5 }, corpus))).toBe(true);
  expect(imageCacheFolder(corpus)).toBe(join(folder, 'cache', 'images'));
  expect(await readdir(join(folder, 'cache', 'images'))).toEqual([md5.slice(0, 2)]);
  expect(imageCacheFolder('/elsewhere/mine')).toBe(join('/elsewhere/mine', 'cache', 'images'));
});

it('does not believe a cache that was damaged', async () => {
  await images().read({ kind: 'remote', url, md5 });
  await writeFile(join(folder, md5.slice(0, 2), md5), 'damaged');
  expect(bytes.equals(await images().read({ kind: 'remote', url, md5 }))).toBe(true);
});

it('says which server cannot be reached, and leaves it alone for a moment', async () => {
  status = 503;
  const home = images();
  await expect(home.read({ kind: 'remote', url, md5 })).rejects.toMatchObject({
    code: 'unavailable',
    message: `The image is on ${host}, which cannot be reached: it answers with status 503.`,
    facts: { reason: 'unreachable', host },
  });
  expect(asked).toBe(3);
  await expect(home.read({ kind: 'remote', url: `${url}2` })).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked).toBe(3);
  status = 200;
  now = 6000;
  expect(bytes.equals(await home.read({ kind: 'remote', url, md5 }))).toBe(true);
});

it.each([
  [404, bytes, 'not-found', 'is not on 127.0.0.1'],
  [403, bytes, 'permission-denied', 'cannot be had from'],
  [200, Buffer.from('another image'), 'unavailable', 'sends another image'],
])('says what is wrong with an answer of status %i', async (answered, body, code, message) => {
  [status, content] = [answered, body];
  await expect(images().read({ kind: 'remote', url, md5 })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
    remedy: expect.stringMatching(/./),
    facts: { host },
  });
});

it('asks no other kind of address', async () => {
  await expect(images().read({ kind: 'remote', url: 'file:///etc/passwd' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

it('keeps what was used last, up to a size', async () => {
  content = Buffer.alloc(100);
  const home = images(350);
  for (let number = 0; number < 4; number++) {
    await home.read({ kind: 'remote', url: `${url}?${number}` });
    // The first is used again, long after the second.
    const name = createHash('sha256').update(`${url}?${number}`).digest('hex');
    const usedAt = [300, 100, 200, 400][number] ?? 0;
    await utimes(join(folder, name.slice(0, 2), name), usedAt, usedAt).catch(() => undefined);
  }
  const kept = (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
  expect(kept.length).toBeLessThanOrEqual(3);
  asked = 0;
  await images(350).read({ kind: 'remote', url: `${url}?0` });
  expect(asked).toBe(0);
});
