/** One life in imitated time: a launcher whose process is a few promises, a transport in memory. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '#app/rpc/define.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { serve } from '#app/rpc/peer.ts';
import { type WorkerContract, workerContract } from '#app/rpc/worker-contract.ts';
import type { WorkerSignal } from '#app/rpc/worker-signal.ts';
import type { ProcessExit, WorkerLauncher } from './launcher.ts';
import { startWorkerLife, type WorkerHealth } from './worker-life.ts';

/** A process that greets, beats, stops and dies when the test says so. */
class TestProcess implements WorkerLauncher {
  readonly killed: string[] = [];
  /** Signals that end it. */
  mortalBy: readonly string[] = ['SIGTERM', 'SIGKILL'];
  stderr = '';
  #say: (signal: WorkerSignal) => void = () => {};
  readonly #exit = Promise.withResolvers<ProcessExit>();
  readonly #ends = memoryTransportPair();

  readonly start: WorkerLauncher['start'] = () => {
    const { stderr } = this;
    return {
      pid: 1,
      transport: this.#ends[0],
      exited: this.#exit.promise,
      kill: (signal = 'SIGTERM') => {
        this.killed.push(signal);
        if (this.mortalBy.includes(signal)) this.exit({ code: undefined, signal });
      },
      stderrTail: stderr,
      onSignal: (listener) => {
        this.#say = listener;
      },
    };
  };

  greet(stop: Handlers<WorkerContract>['worker.stop'] = () => new Promise(() => {})): void {
    const health: Handlers<WorkerContract>['worker.health'] = async function* () {
      yield { step: 0, rssBytes: 0 };
    };
    serve(this.#ends[1], workerContract, { 'worker.health': health, 'worker.stop': stop });
  }

  beat(step: number): void {
    this.#say({ kind: 'beat', step, rssBytes: 1000, loopSilentMs: 0 });
  }

  exit(exit: ProcessExit): void {
    this.#exit.resolve(exit);
    this.#ends[1].close();
  }

  /** Closes the pipe and lives on. */
  closePipe(): void {
    this.#ends[1].close();
  }
}

let launched: TestProcess;
let healths: WorkerHealth[];

const start = () =>
  startWorkerLife({
    name: 'test',
    launcher: launched,
    entry: 'worker.ts',
    contract: workerContract,
    readyTimeoutMs: 30_000,
    onHealth: (health) => healths.push(health),
  });

beforeEach(() => {
  vi.useFakeTimers();
  launched = new TestProcess();
  healths = [];
});
afterEach(() => void vi.useRealTimers());

describe('startWorkerLife', () => {
  it('ends a worker that does not greet in time', async () => {
    const life = start();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(launched.killed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(launched.killed).toEqual(['SIGKILL']);
    expect(await life.exited).toMatchObject({ reason: 'ready-timeout', wasReady: false, ranMs: 30_000 });
    await expect(life.ready).rejects.toMatchObject({ code: 'worker-crashed' });
  });

  it('warns after 15 s of silence, takes it back at the next beat, and ends the worker after 120 s', async () => {
    const life = start();
    launched.greet();
    await life.ready;
    launched.beat(7);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(healths.map(({ isResponsive }) => isResponsive)).toEqual([true, false]);
    launched.beat(7);
    expect(life.health).toMatchObject({ step: 7, isResponsive: true });
    await vi.advanceTimersByTimeAsync(119_999);
    expect(launched.killed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await life.exited).toMatchObject({ reason: 'unresponsive', lastStep: 7, signal: 'SIGKILL' });
  });

  it('does not mistake a long step for silence while the thread beats', async () => {
    const life = start();
    launched.greet();
    await life.ready;
    for (let second = 0; second < 600; second += 1) {
      launched.beat(3);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(launched.killed).toEqual([]);
    expect(healths.every(({ isResponsive }) => isResponsive)).toBe(true);
  });

  it('stops by asking: the answer may come late, the end must', async () => {
    const life = start();
    launched.greet(async () => {
      setTimeout(() => launched.exit({ code: 0, signal: undefined }), 4000);
      return {};
    });
    await life.ready;
    const stopping = life.stop();
    await vi.advanceTimersByTimeAsync(4000);
    expect(await stopping).toMatchObject({
      stages: [{ stage: 'ask', tookMs: 4000 }],
      exit: { reason: 'stopped' },
    });
    expect(launched.killed).toEqual([]);
  });

  it('stops in stages: 10 s after asking SIGTERM, 3 s later SIGKILL', async () => {
    launched.mortalBy = ['SIGKILL'];
    const life = start();
    launched.greet();
    await life.ready;
    const stopping = life.stop();
    expect(life.stop()).toBe(stopping);
    await vi.advanceTimersByTimeAsync(9999);
    expect(launched.killed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(launched.killed).toEqual(['SIGTERM']);
    await vi.advanceTimersByTimeAsync(3000);
    expect(launched.killed).toEqual(['SIGTERM', 'SIGKILL']);
    expect((await stopping).stages).toEqual([
      { stage: 'ask', tookMs: 10_000 },
      { stage: 'terminate', tookMs: 3000 },
      { stage: 'kill', tookMs: 0 },
    ]);
  });

  it('terminates at once what has not greeted yet: it cannot be asked', async () => {
    const life = start();
    const report = await life.stop();
    expect(report.stages.map(({ stage }) => stage)).toEqual(['terminate']);
    expect(report.exit.reason).toBe('stopped');
  });

  it('ends a process that has closed its pipe and lives on', async () => {
    const life = start();
    launched.greet();
    await life.ready;
    launched.closePipe();
    await vi.advanceTimersByTimeAsync(2000);
    expect(launched.killed).toEqual(['SIGKILL']);
    expect(await life.exited).toMatchObject({ reason: 'killed' });
  });

  it('tells a program that could not be started', async () => {
    const life = start();
    launched.exit({ code: undefined, signal: undefined, launchError: 'spawn ENOENT' });
    expect(await life.exited).toMatchObject({ reason: 'launch-failed', stderrTail: 'spawn ENOENT' });
    await expect(life.ready).rejects.toMatchObject({ message: 'The test worker could not be started.' });
  });
});
