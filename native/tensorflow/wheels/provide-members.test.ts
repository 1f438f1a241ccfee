import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '#app/domain/job.ts';
import { needRoom, provideMembers } from './provide-members.ts';
import { startTestIndex, type TestIndex } from './test-index.ts';
import { libraryBytes, makeWheel, tinyMembers, tinyNeed, wheelFile } from './test-wheel.ts';

let index: TestIndex;
let folder: string;
let root: string;
let told: Progress[];

beforeEach(async () => {
  index = await startTestIndex(makeWheel());
  folder = await mkdtemp(join(tmpdir(), 'figscope-wheels-'));
  root = join(folder, 'root');
  told = [];
});

afterEach(async () => {
  await index[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const provide = (more: { from?: string; signal?: AbortSignal; idleTimeoutMs?: number } = {}) =>
  provideMembers([tinyNeed], {
    ...(more.idleTimeoutMs === undefined ? {} : { idleTimeoutMs: more.idleTimeoutMs }),
    ...(more.from === undefined ? { wheelIndex: index.url } : { from: more.from }),
    root,
    pieces: join(root, 'pieces'),
    signal: more.signal ?? new AbortController().signal,
    progress: (progress) => told.push(progress),
    retryDelaysMs: [1, 1, 1],
  });

/** Whether what is needed is there, to the byte, and nothing else. */
const isProvided = (): boolean =>
  [...tinyMembers]
    .filter(([name]) => name.startsWith('tiny/lib/'))
    .every(([name, bytes]) => readFileSync(join(root, name.slice('tiny/'.length))).equals(bytes)) &&
  readdirSync(root).join() === 'lib';

describe('what is needed of a wheel', () => {
  it('comes by ranges alone, and nothing else does', async () => {
    expect(await provide()).toEqual([{ file: wheelFile, checkedBy: 'record' }]);
    expect(isProvided()).toBe(true);
    expect(index.sentBytes()).toBeLessThan(index.behaviour.wheel.length / 2 + 70_000);
    const last = told.at(-1);
    expect(last?.done).toBe(last?.total);
    expect(last?.done).toBe(index.sentBytes() - 1);
  });

  it('is found on a page in HTML', async () => {
    index.behaviour.page = 'html';
    await provide();
    expect(isProvided()).toBe(true);
  });

  it('comes with the whole file where ranges are not understood, once', async () => {
    index.behaviour.knowsRanges = false;
    await provide();
    expect(isProvided()).toBe(true);
    expect(index.ranges).toHaveLength(1);
  });

  it('comes from an index behind credentials, which no message shows', async () => {
    index.behaviour.credentials = 'ann:secret word';
    await expect(provide()).rejects.toThrow(/answered 401/);
    const { host } = new URL(index.url);
    const options = { root, pieces: join(root, 'pieces'), signal: new AbortController().signal };
    const wheelIndex = `http://ann:secret%20word@${host}/simple`;
    const progress = (progress: Progress) => told.push(progress);
    await provideMembers([tinyNeed], { ...options, wheelIndex, progress });
    expect(isProvided()).toBe(true);
    index.behaviour.page = 500;
    const failure = provideMembers([tinyNeed], { ...options, wheelIndex, progress });
    await expect(failure).rejects.not.toThrow(/secret/);
  });

  it('comes from a folder without asking anybody', async () => {
    writeFileSync(join(folder, wheelFile), index.behaviour.wheel);
    await provide({ from: folder });
    expect(isProvided()).toBe(true);
    expect(index.ranges).toEqual([]);
    expect(existsSync(join(folder, wheelFile))).toBe(true);
  });

  it('is not fetched again when it is there', async () => {
    await provide();
    const before = index.sentBytes();
    await provide();
    expect(index.sentBytes() - before).toBeLessThan(70_000);
    expect(isProvided()).toBe(true);
  });
});

describe('a connection that breaks', () => {
  it('goes on where it broke, however often', async () => {
    index.misbehave({ kind: 'cut', afterBytes: 150_000 }, { kind: 'cut', afterBytes: 110_000 });
    await provide();
    expect(isProvided()).toBe(true);
    const asked = index.ranges.map((range) => range.replace('bytes=', '').split('-').map(Number));
    const [first, ...more] = asked.filter(([, to]) => asked.filter((other) => other[1] === to).length === 3);
    expect(more.map(([from]) => from - first[0])).toEqual([150_000, 260_000]);
  });

  it.each([
    ['an overloaded server', { kind: 'status', status: 503 }],
    ['an answer with other bytes than those asked for', { kind: 'wrong range' }],
    ['bytes that were damaged', { kind: 'wrong bytes' }],
  ] as const)('%s is asked again', async (_, fault) => {
    index.misbehave(fault);
    await provide();
    expect(isProvided()).toBe(true);
  });

  it('may stay open and say nothing any more', async () => {
    index.misbehave({ kind: 'silence', afterBytes: 150_000 });
    await provide({ idleTimeoutMs: 200 });
    expect(isProvided()).toBe(true);
  });

  it('is given up after some attempts that brought nothing, and says how to go on', async () => {
    index.misbehave(...Array.from({ length: 4 }, () => ({ kind: 'status', status: 503 }) as const));
    await expect(provide()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('503'),
      remedy: expect.stringContaining('goes on'),
    });
  });

  it('may be a person who cancels: the next attempt has what arrived', async () => {
    const abort = new AbortController();
    index.misbehave({ kind: 'silence', afterBytes: 150_000 });
    const refused = provide({ signal: abort.signal }).catch((error: unknown) => error);
    await index.silent();
    await expect.poll(() => told.at(-1)?.done ?? 0).toBeGreaterThan(150_000);
    abort.abort();
    expect(await refused).toMatchObject({ name: 'AbortError' });
    const before = index.sentBytes();
    await provide();
    expect(isProvided()).toBe(true);
    expect(index.sentBytes() - before).toBeLessThan(libraryBytes.length - 150_000 + 70_000 + 1000);
  });

  it('may be kill -9: the next process has what arrived', async () => {
    index.misbehave({ kind: 'silence', afterBytes: 150_000 });
    const program = join(import.meta.dirname, 'test-provide.ts');
    const child = spawn(process.execPath, [program, index.url, root], { stdio: 'inherit' });
    const ended = new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
    const arrived = () =>
      existsSync(join(root, 'pieces'))
        ? readdirSync(join(root, 'pieces')).map((name) => readFileSync(join(root, 'pieces', name)).length)
        : [];
    await expect.poll(arrived, { timeout: 15_000 }).toContain(150_000);
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const before = index.sentBytes();
    await provide();
    expect(isProvided()).toBe(true);
    expect(index.sentBytes() - before).toBeLessThan(libraryBytes.length - 150_000 + 70_000 + 1000);
  });
});

describe('refusals', () => {
  it('contents that stay wrong are never put in their place', async () => {
    index.misbehave({ kind: 'wrong bytes' }, { kind: 'wrong bytes' });
    await expect(provide()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not have the contents'),
    });
    expect(existsSync(join(root, 'lib', 'libtiny.so'))).toBe(false);
  });

  it('a record that says something else is believed, not the bytes', async () => {
    index.behaviour.wheel = makeWheel(tinyMembers, (_, hash) => `A${hash.slice(1)}`);
    await expect(provide()).rejects.toThrow(/does not have the contents/);
  });

  it('a record that says nothing about a needed member', async () => {
    index.behaviour.wheel = makeWheel(tinyMembers, (name, hash) => (name.endsWith('.so') ? undefined : hash));
    await expect(provide()).rejects.toThrow(/says nothing about the contents of tiny\/lib\/libtiny.so/);
  });

  it('a wheel that is cut short, which does not stay in the way', async () => {
    index.behaviour.wheel = index.behaviour.wheel.subarray(0, -30_000);
    await expect(provide()).rejects.toThrow(/not a complete wheel/);
    index.behaviour.wheel = makeWheel();
    await provide();
    expect(isProvided()).toBe(true);
  });

  it.each([
    ['a wheel that is gone', 404, /answered 404/],
    ['a wheel that may not be had', 403, /answered 403/],
  ])('%s is not asked for again', async (_, status, sentence) => {
    index.misbehave({ kind: 'status', status });
    await expect(provide()).rejects.toThrow(sentence);
  });

  it.each([
    ['nonsense', /no page of a package index/],
    ['circle', /redirects in a circle/],
    [500, /answered 500/],
    [404, /no wheel of tiny 1.0 for this machine on the package index/],
  ] as const)('an index that answers with %s', async (page, sentence) => {
    index.behaviour.page = page;
    await expect(provide()).rejects.toThrow(sentence);
  });

  it('an index that is none, a folder that is not there, a folder without the wheel', async () => {
    const options = { root, pieces: join(root, 'pieces'), signal: new AbortController().signal };
    const progress = () => undefined;
    const mailed = provideMembers([tinyNeed], { ...options, progress, wheelIndex: 'mailto:ann' });
    await expect(mailed).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(provide({ from: join(folder, 'none') })).rejects.toMatchObject({ code: 'not-found' });
    await expect(provide({ from: folder })).rejects.toThrow(/no wheel of tiny 1.0/);
  });

  it('a disk without room, before anything is fetched', async () => {
    await expect(needRoom(folder, 1e18)).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(/needs [\d.]+ GB at .*; [\d.]+ GB are free/),
    });
  });
});
