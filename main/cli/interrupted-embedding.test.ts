/** An embedding that is paused, cancelled or killed ends with the vectors of one that was left alone, bit for bit. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { openHost, type Host } from '#main/host/host.ts';
import { createHostWorkers } from '#main/host/host-workers.ts';
import { findInstallation } from '#main/host/installation.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

const installation = findInstallation();
const isShipped = existsSync(join(installation.resources, 'trained', 'sample-nano', 'about.json'));
const vectorState = z.object({ image: z.number(), text: z.number() });
const count = 1200;
const batch = 32;
const waiting = { timeout: 60_000, interval: 5 };
const command = ['embed', 'sample', '--model', 'sample-nano', '--batch', String(batch)];

describe.skipIf(!isBuilt || !isShipped)('an embedding of the sample', () => {
  const made: Figscope[] = [];
  let whole: Vectors;
  beforeAll(async () => {
    const first = newFigscope();
    made.push(first);
    const { code, stderr } = await first.run(command);
    if (code !== 0) throw new Error(stderr);
    whole = vectorsIn(first.home);
  });
  afterAll(() => Promise.all(made.map((figscope) => figscope.dispose())));

  /** A home with the same corpus and no vectors. */
  const homeBefore = (): Figscope => {
    const figscope = newFigscope();
    made.push(figscope);
    cpSync(join(made[0]?.home ?? '', 'corpora'), join(figscope.home, 'corpora'), { recursive: true });
    rmSync(join(figscope.home, 'corpora', 'sample', 'vectors'), { recursive: true });
    return figscope;
  };

  it('has every row when nobody interrupts it', () => {
    expect(whole.state).toEqual({ image: count, text: count });
  });

  it('goes on after kill -9 of the host: nothing committed is made again, nothing is left out', async () => {
    const figscope = homeBefore();
    const running = figscope.start(command);
    const cut = await vi.waitFor(() => {
      const { state } = vectorsIn(figscope.home);
      expect(state.image).toBeGreaterThan(0);
      return state;
    }, waiting);
    running.child.kill('SIGKILL');
    await running.ended;
    expect(vectorsIn(figscope.home).state.text).toBe(0);
    const { code, stdout } = await figscope.run(command);
    expect(code).toBe(0);
    expect(madeBy(stdout)).toBeLessThanOrEqual(2 * count - cut.image);
    expectSame(vectorsIn(figscope.home), whole);
  });

  it('is paused twice, cancelled while paused, and completed', async () => {
    const figscope = homeBefore();
    const workers = createHostWorkers({ home: figscope.home, installation });
    const { version, resources } = installation;
    const host = await openHost({ home: figscope.home, shell: 'browser', version, resources, workers });
    try {
      const job = await startEmbedding(host);
      const atFirst = await pausedRows(host, job, figscope);
      await call(host, 'jobs.resume', job);
      const atSecond = await pausedRows(host, job, figscope);
      expect(atSecond).toBeGreaterThan(atFirst);
      expect(atSecond).toBeLessThan(count);
      expect(await call(host, 'jobs.cancel', job)).toMatchObject({ state: 'cancelled' });
      expect(rowsOf(vectorsIn(figscope.home))).toBe(atSecond);

      const again = await startEmbedding(host);
      const before = await pausedRows(host, again, figscope);
      // Asking for the vectors ends the pause, and is answered with the same job.
      expect(await startEmbedding(host)).toBe(again);
      const ended = await call(host, 'jobs.wait', again);
      expect(ended).toMatchObject({ state: 'done' });
      expect(before).toBeGreaterThan(atSecond);
      expect(madeBy(ended.result)).toBe(2 * count - atSecond);
      expectSame(vectorsIn(figscope.home), whole);
    } finally {
      await host.close();
    }
  });
});

interface Vectors {
  readonly state: { image: number; text: number };
  readonly image: Buffer;
  readonly text: Buffer;
}

/** Throws while there are none. */
function vectorsIn(home: string): Vectors {
  const vectors = join(home, 'corpora', 'sample', 'vectors');
  const folder = join(vectors, readdirSync(vectors)[0] ?? '');
  const read = (name: string) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  };
  return {
    state: vectorState.parse(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))),
    image: read('image.f16'),
    text: read('text.f16'),
  };
}

const rowsOf = ({ state }: Vectors): number => state.image + state.text;

function expectSame(found: Vectors, whole: Vectors): void {
  expect(found.state).toEqual(whole.state);
  expect(found.image.equals(whole.image), 'image vectors').toBe(true);
  expect(found.text.equals(whole.text), 'text vectors').toBe(true);
}

const signal = new AbortController().signal;

async function startEmbedding(host: Host): Promise<string> {
  const compute = { engine: 'auto', device: 'auto', precision: 'fp32' } as const;
  const sides: ('image' | 'text')[] = ['image', 'text'];
  const request = { corpus: 'sample', model: 'sample-nano', sides, batch, compute };
  return (await host.handlers['embed.start'](request, { signal })).job;
}

const call = async (
  host: Host,
  name: 'jobs.pause' | 'jobs.resume' | 'jobs.cancel' | 'jobs.wait',
  job: string,
) => host.handlers[name]({ job }, { signal });

/** Pauses after the batch under way; gives how many vectors are on the disk, which is what the job has told. */
async function pausedRows(host: Host, job: string, figscope: Figscope): Promise<number> {
  const paused = await call(host, 'jobs.pause', job);
  expect(paused).toMatchObject({ state: 'paused', pausable: true });
  expect(paused.progress).not.toHaveProperty('etaMs');
  const rows = rowsOf(vectorsIn(figscope.home));
  expect(paused.progress?.done).toBe(rows);
  expect(rows % batch).toBe(0);
  return rows;
}

/** Vectors that the result line of a job counts. */
const madeBy = (result = ''): number =>
  [...result.matchAll(/([\d,]+) (?:images|texts) at/g)].reduce(
    (sum, [, number = '']) => sum + Number(number.replaceAll(',', '')),
    0,
  );
