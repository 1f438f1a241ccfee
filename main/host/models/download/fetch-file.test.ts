import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount, mountSmallDisk } from '#main/dev/test-small-disk.ts';
import { fetchFile, type FetchOptions, presentBytes, type WantedFile } from './fetch-file.ts';
import { HubClient } from './hub-client.ts';
import { startTestHub, type TestHub } from './test-hub.ts';

const key = 'some/model/weights.bin';
const content = randomBytes(300_000);

describe('fetching a file', () => {
  let hub: TestHub;
  let folder: string;
  let client: HubClient;
  let pauses: { reason: string; pauseMs: number }[];
  let options: FetchOptions;
  beforeEach(async () => {
    hub = await startTestHub(new Map([[key, content]]));
    folder = await mkdtemp(join(tmpdir(), 'figscope-fetch-'));
    client = new HubClient({ hubUrl: hub.url, stallMs: 1000 });
    pauses = [];
    options = {
      client,
      folder,
      replace: false,
      wait: async () => undefined,
      onPause: (reason, pauseMs) => pauses.push({ reason, pauseMs }),
    };
  });
  afterEach(async () => {
    await hub[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const look = async (): Promise<WantedFile> => {
    const file = { repo: 'some/model', revision: 'main', name: 'weights.bin' };
    const facts = await client.look(file);
    return { ...file, facts: { ...facts, sizeBytes: facts.sizeBytes ?? 0 } };
  };
  /** The connection ends when so many bytes are there, each time. */
  const cutAt = (...stops: number[]): FetchOptions => {
    let from = 0;
    for (const stop of stops) {
      hub.misbehave(key, { kind: 'silence', afterBytes: stop - from });
      from = stop;
    }
    return { ...options, onBytes: (done) => void (stops.includes(done) && done > 0 && hub.cut()) };
  };
  const fetched = async (): Promise<Buffer> => readFile(join(folder, 'weights.bin'));

  it('takes it from where the hub points to, and leaves nothing else behind', async () => {
    const file = await look();
    expect(file.facts).toMatchObject({ sizeBytes: content.length, hash: { kind: 'sha256' } });
    const seen: number[] = [];
    await fetchFile(file, { ...options, onBytes: (done) => seen.push(done) });
    expect((await fetched()).equals(content)).toBe(true);
    expect(await readdir(folder)).toEqual(['weights.bin']);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(content.length);
    // Asked again, it is not fetched again.
    await fetchFile(file, options);
    expect(hub.ranges(key)).toEqual(['']);
  });

  it('goes on where the connection was cut, again and again', async () => {
    let reached = 0;
    const cutting = cutAt(100_000, 150_000);
    await fetchFile(await look(), {
      ...cutting,
      onBytes: (done) => {
        // The first report of a new attempt is what is there already.
        if (done > reached) cutting.onBytes?.(done);
        reached = Math.max(reached, done);
      },
    });
    expect((await fetched()).equals(content)).toBe(true);
    expect(hub.ranges(key)).toEqual(['', 'bytes=100000-', 'bytes=150000-']);
    expect(pauses.map(({ reason }) => reason)).toEqual(['the connection was cut', 'the connection was cut']);
    // The store is asked with the store's own tag.
    expect(hub.asked.findLast(({ at }) => at === 'store')?.ifRange).toMatch(/^"store-/);
  });

  it('takes a long silence for a cut', async () => {
    hub.misbehave(key, { kind: 'silence', afterBytes: 100_000 });
    await fetchFile(await look(), options);
    expect((await fetched()).equals(content)).toBe(true);
    expect(startOf(hub.ranges(key)[1])).toBeGreaterThan(0);
    expect(pauses).toMatchObject([{ reason: 'it stopped answering' }]);
  });

  it('starts again where a server knows no ranges', async () => {
    const cutting = cutAt(100_000);
    hub.misbehave(key, { kind: 'no range' });
    await fetchFile(await look(), cutting);
    expect(hub.ranges(key)).toEqual(['', 'bytes=100000-']);
    expect((await fetched()).equals(content)).toBe(true);
  });

  it('is patient with a hub that is busy, as long as it asks for', async () => {
    const file = await look();
    hub.misbehave(
      key,
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 500 },
    );
    await fetchFile(file, options);
    expect(pauses.map(({ reason }) => reason)).toEqual([
      'it has too much to do',
      'it answers with status 503',
      'it answers with status 500',
    ]);
    expect(pauses[0]?.pauseMs).toBe(7000);
    // Doubling, shortened by chance.
    expect(pauses[2]!.pauseMs).toBeGreaterThanOrEqual(2000);
    expect(pauses[2]!.pauseMs).toBeLessThanOrEqual(4000);
  });

  it('gives up in the end, and keeps what has arrived', async () => {
    const file = await look();
    const cutting = cutAt(100_000);
    const onBytes = (done: number) => {
      if (done === 100_000)
        hub.misbehave(key, ...Array.from({ length: 8 }, () => ({ kind: 'status', status: 502 }) as const));
      cutting.onBytes?.(done);
    };
    await expect(fetchFile(file, { ...cutting, onBytes })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The hub could not be reached: it answers with status 502.',
      remedy: expect.stringContaining('what has arrived is kept'),
    });
    expect(await presentBytes(file, folder)).toBe(100_000);
  });

  it('fetches wrong content once more', async () => {
    hub.misbehave(key, { kind: 'wrong bytes' });
    await fetchFile(await look(), options);
    expect((await fetched()).equals(content)).toBe(true);
    expect(await readdir(folder)).toEqual(['weights.bin']);
  });

  it('refuses content that is wrong twice, and never gives it the name', async () => {
    hub.misbehave(key, { kind: 'wrong bytes' }, { kind: 'wrong bytes' });
    await expect(fetchFile(await look(), options)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'weights.bin of some/model arrived twice with other content than the hub announces.',
    });
    expect(await readdir(folder)).toEqual(['weights.bin.wrong']);
  });

  it('starts again when the part belongs to another version', async () => {
    const stopped = fetchFile(await look(), {
      ...cutAt(100_000),
      wait: async () => Promise.reject(new Error('stop')),
    });
    await expect(stopped).rejects.toThrow('stop');
    expect(await presentBytes(await look(), folder)).toBe(100_000);
    const newer = randomBytes(200_000);
    hub.files.set(key, newer);
    await fetchFile(await look(), options);
    expect((await fetched()).equals(newer)).toBe(true);
    expect(hub.ranges(key)).toEqual(['', '']);
  });

  it('starts again when the server has less than is here', async () => {
    const file = await look();
    await writeFile(join(folder, 'weights.bin.part'), content.subarray(0, 200_000));
    await writeFile(join(folder, 'weights.bin.part.json'), JSON.stringify({ etag: file.facts.etag }));
    hub.misbehave(key, { kind: 'status', status: 416 });
    await fetchFile(file, options);
    expect((await fetched()).equals(content)).toBe(true);
    expect(pauses).toMatchObject([{ reason: 'the file has become shorter' }]);
    expect(hub.ranges(key)).toEqual(['']);
  });

  it('tells when the file is replaced between two requests', async () => {
    const file = await look();
    hub.files.set(key, randomBytes(1000));
    await expect(fetchFile(file, options)).rejects.toMatchObject({ name: 'ContentChanged' });
  });

  it('leaves a file of the person alone, and replaces its own', async () => {
    await writeFile(join(folder, 'weights.bin'), 'mine');
    await expect(fetchFile(await look(), options)).rejects.toMatchObject({ code: 'conflict' });
    expect((await fetched()).toString()).toBe('mine');
    await fetchFile(await look(), { ...options, replace: true });
    expect((await fetched()).equals(content)).toBe(true);
  });

  it.skipIf(!canMount)('says what is missing on a full disk, and goes on when there is room', async () => {
    using disk = mountSmallDisk(folder, 'size=128k');
    await expect(fetchFile(await look(), options)).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(
        /^The disk is full: weights\.bin of some\/model needs 0\.[12] MB more\.$/,
      ),
      remedy: expect.stringContaining('it goes on where it stopped'),
    });
    disk.resize('size=1m');
    await fetchFile(await look(), options);
    expect((await fetched()).equals(content)).toBe(true);
    expect(startOf(hub.ranges(key)[1])).toBeGreaterThan(0);
  });

  it('stops when it is told to, and goes on from there', async () => {
    hub.misbehave(key, { kind: 'silence', afterBytes: 100_000 });
    const file = await look();
    const abort = new AbortController();
    const stopping = fetchFile(file, {
      ...options,
      signal: abort.signal,
      onBytes: (done) => done > 50_000 && abort.abort(),
    });
    await expect(stopping).rejects.toMatchObject({ code: 'cancelled' });
    await fetchFile(file, options);
    expect((await fetched()).equals(content)).toBe(true);
    expect(startOf(hub.ranges(key)[1])).toBeGreaterThan(50_000);
  });
});

const startOf = (range = ''): number => Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
