import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '#main/ingest/pmc-s3/test-server.ts';
import { Bandwidth } from './bandwidth.ts';
import { Gate } from './gate.ts';
import { HttpClient } from './http-client.ts';
import { patiently, TemporaryFailure } from './patience.ts';

const content = randomBytes(200_000);
const md5 = createHash('md5').update(content).digest('hex');
const maxBytes = 1_000_000;
const wait = () => Promise.resolve();

describe('an object of a server', () => {
  const objects = new Map([['a.bin', content]]);
  let server: TestServer;
  let url: URL;
  beforeEach(async () => {
    objects.set('a.bin', content);
    server = await startTestServer(objects);
    url = new URL('/a.bin', server.url);
  });
  afterEach(() => server[Symbol.asyncDispose]());

  it('comes with its tag, in one request', async () => {
    const { bytes, etag } = await new HttpClient().bytes(url, { maxBytes, md5 });
    expect(content.equals(bytes)).toBe(true);
    expect(etag).toBe(md5);
    expect(server.asked.length).toBe(1);
  });

  it('is begun anew when the tag changes under a server that does not look at If-Range', async () => {
    const newer = randomBytes(150_000);
    server.misbehave(
      'a.bin',
      { kind: 'cut', afterBytes: 1000 },
      { kind: 'change', change: () => objects.set('a.bin', newer) },
    );
    const { bytes } = await new HttpClient({ wait }).bytes(url, { maxBytes });
    expect(newer.equals(bytes)).toBe(true);
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-']);
  });

  it.each([
    [{ kind: 'status', status: 404 } as const, 'not-found', 'missing'],
    [{ kind: 'status', status: 403 } as const, 'permission-denied', 'closed'],
    [{ kind: 'status', status: 400 } as const, 'unavailable', 'refused'],
  ])('is refused at once with %j', async (fault, code, reason) => {
    server.always(fault);
    await expect(new HttpClient({ wait }).bytes(url, { maxBytes })).rejects.toMatchObject({
      code,
      facts: { reason },
      remedy: expect.stringMatching(/./),
    });
    expect(server.asked.length).toBe(1);
  });

  it('may be too large, whatever the server says of its length', async () => {
    await expect(new HttpClient().bytes(url, { maxBytes: 1000 })).rejects.toMatchObject({
      code: 'unsupported',
      facts: { reason: 'too-large' },
    });
  });

  it('is given up after a number of failures, counted from the last new byte', async () => {
    server.misbehave(
      'a.bin',
      ...[100, 100, 0, 0, 0].map((afterBytes) => ({ kind: 'cut', afterBytes }) as const),
    );
    const client = new HttpClient({ wait, mostFailures: 2 });
    await expect(client.bytes(url, { maxBytes, md5 })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The server could not be reached: the connection was cut.',
      facts: { reason: 'cut' },
    });
    expect(server.asked.map(({ range }) => range).slice(0, 3)).toEqual([
      undefined,
      'bytes=100-',
      'bytes=200-',
    ]);
  });

  it('is continued in a file after an interruption, by another process too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'figscope-net-'));
    try {
      const target = join(folder, 'a.bin');
      const abort = new AbortController();
      server.misbehave('a.bin', { kind: 'silence', afterBytes: 50_000 });
      const wanted = { identity: 'a', md5, sizeBytes: content.length };
      const stopped = new HttpClient().file(url, target, {
        ...wanted,
        signal: abort.signal,
        onBytes: (done) => void (done >= 50_000 && abort.abort()),
      });
      await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
      expect((await stat(`${target}.part`)).size).toBe(50_000);
      await new HttpClient().file(url, target, wanted);
      expect(content.equals(await readFile(target))).toBe(true);
      expect(server.asked.at(-1)?.range).toBe('bytes=50000-');
      expect(await readdir(folder)).toEqual(['a.bin']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('comes no faster than the limit allows all of them together', async () => {
    const bandwidth = new Bandwidth(400_000);
    const client = new HttpClient({ bandwidth, concurrency: 3 });
    const startedAt = performance.now();
    await Promise.all([1, 2, 3].map(() => client.bytes(url, { maxBytes, md5 })));
    const seconds = (performance.now() - startedAt) / 1000;
    // 600,000 bytes at 400,000 a second, less what may be saved up.
    expect(seconds).toBeGreaterThan(1.2);
  });
});

describe('a limit of bytes per second', () => {
  it('makes everybody wait for all that was taken before', async () => {
    let now = 1000;
    const waits: number[] = [];
    const clock = {
      now: () => now,
      wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
    };
    const bandwidth = new Bandwidth(1000, clock);
    await bandwidth.take(250);
    await bandwidth.take(500);
    await bandwidth.take(500);
    expect(waits).toEqual([500, 1000]);
    now = 10_000;
    // A long quiet saves up a quarter of a second, no more.
    await bandwidth.take(1250);
    expect(waits.at(-1)).toBe(1000);
  });
});

describe('patience', () => {
  it('doubles its pauses, shortened by chance, and keeps to what the server asks for', async () => {
    const pauses: number[] = [];
    const failing = patiently(() => Promise.reject(new TemporaryFailure('busy', { kind: 'busy' })), {
      wait: (pauseMs) => Promise.resolve(pauses.push(pauseMs)),
      mostFailures: 7,
      firstPauseMs: 1000,
    });
    await expect(failing).rejects.toMatchObject({ code: 'unavailable', facts: { reason: 'busy' } });
    for (const [index, pauseMs] of pauses.entries()) {
      const longest = Math.min(1000 * 2 ** index, 30_000);
      expect(pauseMs).toBeGreaterThanOrEqual(longest / 2);
      expect(pauseMs).toBeLessThanOrEqual(longest);
    }
    expect(pauses.length).toBe(7);
  });
});

it('lets so many through at a time, in their order', async () => {
  const gate = new Gate(2);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    [0, 1, 2, 3, 4].map((number) =>
      gate
        .run(async () => {
          order.push(number);
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          if (number === 1) throw new Error('one fails');
        })
        .catch(() => undefined),
    ),
  );
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});
