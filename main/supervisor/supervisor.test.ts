/** The supervisor with real processes; its policy and the timing of its stages are tested beside it without any. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExitRecord } from './exit-record.ts';
import { nodeLauncher } from './node-launcher.ts';
import { noRestarts } from './restart-policy.ts';
import { type SupervisedWorker, type SupervisorOptions, superviseWorker } from './supervisor.ts';
import { testWorkerContract } from './test-worker.ts';

type TestWorker = SupervisedWorker<typeof testWorkerContract>;
const running: TestWorker[] = [];

function supervise(
  env: Record<string, string> = {},
  options: Partial<SupervisorOptions<typeof testWorkerContract>> = {},
): TestWorker & { exits: ExitRecord[] } {
  const worker = superviseWorker({
    name: 'test',
    launcher: nodeLauncher(),
    entry: new URL('./test-worker.ts', import.meta.url),
    env,
    contract: testWorkerContract,
    ...options,
  });
  running.push(worker);
  const exits: ExitRecord[] = [];
  worker.onExit((record) => exits.push(record));
  return Object.assign(worker, { exits });
}

afterEach(async () => {
  for (const worker of running.splice(0)) await worker[Symbol.asyncDispose]();
});

const echo = new Float32Array([1, 2]);

describe('superviseWorker', () => {
  it('after kill -9 fails what was open, tells the exit, and answers again', async () => {
    const worker = supervise();
    const client = await worker.client();
    const pid = worker.pid;
    const open = client['test.never']({});
    process.kill(pid ?? 0, 'SIGKILL');
    await expect(open).rejects.toMatchObject({
      code: 'worker-crashed',
      message: 'The test worker was killed by SIGKILL.',
      facts: { exit: { reason: 'killed', signal: 'SIGKILL', worker: 'test' } },
    });
    await expect((await worker.client())['test.echo']({ values: echo })).resolves.toEqual(echo);
    expect(worker.exits).toMatchObject([{ reason: 'killed', signal: 'SIGKILL', wasReady: true }]);
    expect(worker.pid).not.toBe(pid);
  });

  it('gives up on a worker that throws at its start, with what it said', async () => {
    const worker = supervise({ TEST_WORKER: 'throw' });
    await expect(worker.client()).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(worker.state).toMatchObject({
      kind: 'failed',
      why: 'never-ready',
      crashes: [
        { reason: 'crashed', code: 1 },
        { stderrTail: expect.stringContaining('model file is damaged') },
      ],
    });
  });

  it('ends a worker that does not get ready in time', async () => {
    const worker = supervise({ TEST_WORKER: 'hang' }, { readyTimeoutMs: 300, restarts: noRestarts });
    await expect(worker.client()).rejects.toMatchObject({
      code: 'worker-crashed',
      message: 'The test worker did not get ready in time.',
    });
    expect(worker.exits).toMatchObject([{ reason: 'ready-timeout', wasReady: false }]);
  });

  it('gives up on a worker that crashes twice at the same step, with the evidence', async () => {
    const worker = supervise();
    for (let life = 0; life < 2; life += 1) {
      const client = await worker.client();
      await client['test.step']({ step: 42 });
      await client['test.die']({ how: 'throw' }).catch(() => {});
      await vi.waitUntil(() => worker.exits.length > life, { timeout: 5000 });
    }
    await expect(worker.client()).rejects.toMatchObject({
      code: 'out-of-memory',
      message: 'The test worker ran out of memory at step 42.',
    });
    expect(worker.state).toMatchObject({
      kind: 'failed',
      why: 'same-step',
      crashes: [
        { lastStep: 42 },
        { lastStep: 42, error: { message: 'No memory left.', facts: { device: 'cpu' } } },
      ],
    });
  });

  it.each([
    ['abort', { reason: 'crashed', signal: 'SIGABRT' }],
    ['exit', { reason: 'crashed', code: 3 }],
    ['reject', { reason: 'out-of-memory', code: 1 }],
    ['leave', { reason: 'exited', code: 0 }],
  ] as const)('tells how it ended: %s', async (how, expected) => {
    const worker = supervise({}, { restarts: noRestarts });
    const client = await worker.client();
    await client['test.step']({ step: 5 });
    await vi.waitUntil(() => worker.health?.step === 5);
    await client['test.die']({ how }).catch(() => {});
    await vi.waitUntil(() => worker.exits.length > 0, { timeout: 5000 });
    expect(worker.exits).toMatchObject([{ ...expected, lastStep: 5 }]);
    expect(worker.state.kind).toBe(how === 'leave' ? 'stopped' : 'failed');
  });

  it('stops a worker by asking; what it must finish is finished', async () => {
    const worker = supervise();
    await worker.client();
    const report = await worker.stop();
    expect(report?.stages.map(({ stage }) => stage)).toEqual(['ask']);
    expect(report?.exit).toMatchObject({ reason: 'stopped', code: 0 });
    expect(report?.exit.stderrTail).toContain('checkpoint written');
    await expect(worker.client()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await worker.stop()).toBeUndefined();
  });

  it('terminates a worker that refuses, and kills one whose event loop cannot hear', async () => {
    const times = { stopTimes: { askMs: 100, terminateMs: 100 } };
    const worker = supervise({ TEST_WORKER: 'refuse-to-stop' }, times);
    const client = await worker.client();
    void client['test.block']({ forMs: 20_000 }).catch(() => {});
    const report = await worker.stop();
    expect(report?.stages.map(({ stage }) => stage)).toEqual(['ask', 'terminate', 'kill']);
    expect(report?.exit).toMatchObject({ reason: 'stopped', signal: 'SIGKILL' });
  });

  it('starts anew with a clean history after restart', async () => {
    const worker = supervise();
    await worker.client();
    await worker.stop();
    await worker.restart();
    await expect((await worker.client())['test.echo']({ values: echo })).resolves.toEqual(echo);
    expect(worker.state.kind).toBe('ready');
  });

  it('refuses a worker of another version', async () => {
    const worker = supervise({ TEST_WORKER_VERSION: '2' }, { version: '1', restarts: noRestarts });
    await expect(worker.client()).rejects.toMatchObject({
      message: expect.stringContaining('different versions'),
    });
  });
});
