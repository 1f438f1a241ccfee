/**
 * Electron's utility process, imitated by a child of Node with a message channel: the same shape of process, real
 * processes, real copies of messages. What Electron itself does is not shown here.
 */
import { fork } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { superviseWorker, type SupervisedWorker } from './supervisor.ts';
import { testWorkerContract } from './test-worker.ts';
import { decodeExit, type UtilityFork, utilityLauncher } from './utility-launcher.ts';

const parentPort = fileURLToPath(new URL('./test-parent-port.mjs', import.meta.url));

const signalNumber = (signal: NodeJS.Signals | null) => (signal ? constants.signals[signal] : 0);

const imitatedFork: UtilityFork = (modulePath, args, { env, stdio }) => {
  const child = fork(modulePath, args, {
    env,
    stdio: [...stdio, 'ipc'],
    serialization: 'advanced',
    execArgv: ['--import', parentPort],
  });
  return {
    get pid() {
      return child.exitCode === null ? child.pid : undefined;
    },
    stdout: child.stdout,
    stderr: child.stderr,
    postMessage: (message) => void child.send(Object(message)),
    kill: () => child.kill(),
    on: (event: string, listener: (...values: never[]) => void) => {
      const tell = (...values: readonly unknown[]) => void Reflect.apply(listener, undefined, values);
      if (event === 'exit') child.on('exit', (code, signal) => tell(code ?? signalNumber(signal)));
      if (event === 'message') child.on('message', tell);
    },
  };
};

describe('utilityLauncher', () => {
  let worker: SupervisedWorker<typeof testWorkerContract>;
  afterEach(() => worker.stop());
  const supervise = () =>
    superviseWorker({
      name: 'test',
      launcher: utilityLauncher(imitatedFork),
      entry: new URL('./test-worker.ts', import.meta.url),
      env: { TEST_WORKER: 'serve' },
      contract: testWorkerContract,
    });

  it('starts a worker that answers with typed arrays and streams, and beats', async () => {
    worker = supervise();
    const client = await worker.client();
    const values = new Float32Array([1, Number.NaN]);
    expect(await client['test.echo']({ values })).toEqual(values);
    const numbers: number[] = [];
    for await (const number of client['test.count']({ to: 100 })) numbers.push(number);
    expect(numbers).toHaveLength(100);
    await client['test.step']({ step: 3 });
    await vi.waitFor(() => expect(worker.health?.step).toBe(3));
  });

  it('fails what is open when the process is killed, and starts another', async () => {
    worker = supervise();
    const client = await worker.client();
    const open = client['test.never']({});
    process.kill(worker.pid ?? 0, 'SIGKILL');
    await expect(open).rejects.toMatchObject({
      code: 'worker-crashed',
      facts: { exit: { reason: 'killed', signal: 'SIGKILL' } },
    });
    await expect(
      (await worker.client())['test.count']({ to: 1 })[Symbol.asyncIterator]().next(),
    ).resolves.toEqual({ done: false, value: 0 });
  });

  it('tells the error that a worker died of', async () => {
    worker = supervise();
    const client = await worker.client();
    await client['test.step']({ step: 9 });
    await expect(
      client['test.die']({ how: 'throw' }).then(() => client['test.never']({})),
    ).rejects.toMatchObject({
      code: 'out-of-memory',
      facts: { exit: { lastStep: 9, stderrTail: expect.stringContaining('No memory left.') } },
    });
  });

  it('stops a worker by asking', async () => {
    worker = supervise();
    await worker.client();
    const report = await worker.stop();
    expect(report).toMatchObject({ stages: [{ stage: 'ask' }], exit: { reason: 'stopped', code: 0 } });
  });
});

describe('decodeExit', () => {
  it.each([
    [0, { code: 0, signal: undefined }],
    [1, { code: 1, signal: undefined }],
    [143, { code: 143, signal: undefined }],
    [9, { code: undefined, signal: 'SIGKILL' }],
    [11, { code: undefined, signal: 'SIGSEGV' }],
    [139, { code: undefined, signal: 'SIGSEGV' }],
    [134, { code: undefined, signal: 'SIGABRT' }],
  ])('reads %i as waitpid means it', (code, expected) => {
    expect(decodeExit(code, 'linux')).toEqual(expected);
  });

  it('leaves the codes of Windows alone', () => {
    expect(decodeExit(9, 'win32')).toEqual({ code: 9, signal: undefined });
  });
});
