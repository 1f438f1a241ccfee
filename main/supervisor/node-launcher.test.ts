import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '#app/rpc/peer.ts';
import type { WorkerSignal } from '#app/rpc/worker-signal.ts';
import type { WorkerProcess } from './launcher.ts';
import { nodeLauncher } from './node-launcher.ts';
import { testWorkerContract } from './test-worker.ts';

const entry = new URL('./test-worker.ts', import.meta.url);
const started: WorkerProcess[] = [];

function start(env: Record<string, string> = {}): WorkerProcess {
  const worker = nodeLauncher().start(entry, env);
  started.push(worker);
  return worker;
}

afterEach(async () => {
  for (const worker of started.splice(0)) {
    worker.kill('SIGKILL');
    await worker.exited;
  }
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('nodeLauncher', () => {
  it('starts a worker that answers with typed arrays and streams, and beats', async () => {
    const worker = start();
    const signals: WorkerSignal[] = [];
    worker.onSignal((signal) => signals.push(signal));
    const client = connect(worker.transport, testWorkerContract);
    const values = Float32Array.from({ length: 1_000_000 }, (_, index) => index);
    const echoed = await client['test.echo']({ values });
    expect(
      Buffer.compare(
        new Uint8Array(echoed.buffer, echoed.byteOffset, echoed.byteLength),
        new Uint8Array(values.buffer),
      ),
    ).toBe(0);
    const numbers: number[] = [];
    for await (const number of client['test.count']({ to: 100 })) numbers.push(number);
    expect(numbers).toHaveLength(100);
    await client['test.print']({ text: 'a warning of a library\n' });
    await vi.waitFor(() => expect(worker.stderrTail).toBe('a warning of a library\n'.repeat(2)));
    await vi.waitFor(() => expect(signals.length).toBeGreaterThan(0), { timeout: 5000 });
    expect(signals[0]).toMatchObject({ kind: 'beat', step: null });
  });

  it('beats while the event loop of the worker is blocked', async () => {
    const worker = start();
    const client = connect(worker.transport, testWorkerContract);
    await client.ready;
    const silences: number[] = [];
    worker.onSignal((signal) => {
      if (signal.kind === 'beat') silences.push(signal.loopSilentMs);
    });
    const blocked = client['test.block']({ forMs: 3500 });
    await vi.waitFor(() => expect(silences.some((silentMs) => silentMs > 1500)).toBe(true), {
      timeout: 8000,
    });
    await blocked;
  });

  it('tells the exit code, and the error that it died of', async () => {
    const worker = start({ TEST_WORKER: 'throw' });
    await expect(worker.exited).resolves.toEqual({ code: 1, signal: undefined });
    expect(worker.stderrTail).toContain('the model file is damaged');
  });

  it('tells a program that does not exist', async () => {
    const worker = nodeLauncher({ execPath: '/nonexistent/node' }).start(entry);
    await expect(worker.exited).resolves.toMatchObject({ launchError: expect.stringContaining('ENOENT') });
    const closed = new Promise((resolve) => worker.transport.onClose(resolve));
    await expect(closed).resolves.toEqual(expect.any(String));
  });

  it('ends a worker whose pipe closes', async () => {
    const worker = start();
    await connect(worker.transport, testWorkerContract).ready;
    worker.transport.close();
    await expect(worker.exited).resolves.toMatchObject({ signal: 'SIGKILL' });
  });

  it.each([
    ['idle', false],
    ['inside a long native call', true],
  ])(
    'leaves no orphan when the host is killed: a worker that is %s is gone within 2 s',
    async (_name, block) => {
      const host = spawn(process.execPath, [new URL('./test-host.ts', import.meta.url).pathname], {
        env: { ...process.env, TEST_HOST_BLOCKS: block ? 'yes' : 'no' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line]: Buffer[] = await once(host.stdout, 'data');
      const workerPid = Number(line?.toString());
      expect(isAlive(workerPid)).toBe(true);
      host.kill('SIGKILL');
      await once(host, 'exit');
      await vi.waitFor(() => expect(isAlive(workerPid)).toBe(false), { timeout: 2000, interval: 20 });
    },
  );
});
