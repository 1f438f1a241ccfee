/** Starts workers as plain Node processes with one extra pipe, file descriptor 3, for frames. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { byteTransport } from '#app/rpc/byte-transport.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';
import type { ProcessExit, WorkerLauncher, WorkerProcess } from './launcher.ts';
import { workerEnvironment } from './worker-environment.ts';
import { WorkerOutput } from './worker-output.ts';

export interface NodeLauncherOptions {
  /** Default: the program that runs this process. */
  readonly execPath?: string;
  /** Node's own options, before the entry. Default none. */
  readonly execArgv?: readonly string[];
}

/** Where a worker finds its pipe; serveWorker reads it. */
const pipeDescriptor = 3;

export function nodeLauncher(options: NodeLauncherOptions = {}): WorkerLauncher {
  const { execPath = process.execPath, execArgv = [] } = options;
  return {
    start(entry, env = {}) {
      const path = entry instanceof URL ? fileURLToPath(entry) : entry;
      const child = spawn(execPath, [...execArgv, path], {
        // 'overlapped' is 'pipe' with the flag that Windows needs for a child that reads it asynchronously.
        stdio: ['ignore', 'pipe', 'pipe', 'overlapped'],
        env: { ...workerEnvironment(), ...process.env, ...env, FIGSCOPE_WORKER_PIPE: String(pipeDescriptor) },
        windowsHide: true,
      });
      return workerProcess(child);
    },
  };
}

function workerProcess(child: ChildProcess): WorkerProcess {
  const output = new WorkerOutput();
  child.stdout?.on('data', (bytes: Buffer) => output.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => output.push(bytes));
  return {
    pid: child.pid,
    transport: transportOf(child),
    exited: exitOf(child),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    get stderrTail() {
      return output.tail;
    },
    onSignal: (listener) => output.onSignal(listener),
  };
}

function transportOf(child: ChildProcess): Transport {
  const pipe = child.stdio[pipeDescriptor];
  if (isDuplex(pipe)) return byteTransport(pipe);
  // A program that could not be started has no pipes.
  const [ours] = memoryTransportPair();
  ours.close();
  return ours;
}

const isDuplex = (stream: unknown): stream is Duplex =>
  typeof stream === 'object' && stream !== null && 'write' in stream && 'read' in stream;

function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // Also raised when a signal could not be delivered; only a process without a pid never started.
      if (child.pid === undefined)
        resolve({ code: undefined, signal: undefined, launchError: error.message });
    });
    // 'close' comes after 'exit', when the pipes have been read to their ends. A grandchild that inherited one
    // could hold it open for ever, so the exit alone counts after a moment.
    const report = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    child.on('exit', (code, signal) => void setTimeout(report, 1000, code, signal).unref());
    child.on('close', report);
  });
}
