/** Starts workers as Electron's utility processes. Electron itself is not imported: its `fork` is passed in. */
import { constants } from 'node:os';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { messageTransport } from '#app/rpc/message-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';
import type { ProcessExit, WorkerLauncher, WorkerProcess } from './launcher.ts';
import { workerEnvironment } from './worker-environment.ts';
import { WorkerOutput } from './worker-output.ts';

/** The part of Electron's UtilityProcess that is needed here. */
export interface UtilityProcessLike {
  /** Undefined until it has been spawned, and after it is gone. */
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  /** SIGTERM. */
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (type: 'FatalError', location: string, report: string) => void): unknown;
}

export interface UtilityForkOptions {
  readonly env: Record<string, string>;
  readonly stdio: ('ignore' | 'pipe')[];
  readonly serviceName: string;
  /** macOS: the libraries of a provisioned engine are not signed. */
  readonly allowLoadingUnsignedLibraries: boolean;
}

/** Electron's `utilityProcess.fork`, which exists once the application is ready. */
export type UtilityFork = (
  modulePath: string,
  args: string[],
  options: UtilityForkOptions,
) => UtilityProcessLike;

export function utilityLauncher(fork: UtilityFork): WorkerLauncher {
  return {
    start(entry, env = {}) {
      const path = entry instanceof URL ? fileURLToPath(entry) : entry;
      return workerProcess(
        fork(path, [], {
          env: { ...workerEnvironment(), ...definedVariables(process.env), ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
          serviceName: 'Figscope worker',
          allowLoadingUnsignedLibraries: true,
        }),
      );
    },
  };
}

function workerProcess(child: UtilityProcessLike): WorkerProcess {
  const output = new WorkerOutput();
  child.stdout?.on('data', (bytes: Buffer) => output.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => output.push(bytes));
  // Of V8, right before the process ends; without a listener it would be thrown here.
  child.on('error', (type, location) => output.push(Buffer.from(`${type} in ${location}\n`)));
  return {
    get pid() {
      return child.pid;
    },
    transport: transportOf(child),
    exited: exitOf(child),
    kill: (signal = 'SIGTERM') => kill(child, signal),
    get stderrTail() {
      return output.tail;
    },
    onSignal: (listener) => output.onSignal(listener),
  };
}

/** A utility process cannot see that its port is closed, so closing ends it. */
const transportOf = (child: UtilityProcessLike): Transport =>
  messageTransport({
    post: (frame) => child.postMessage(frame),
    listen: (onMessage, onClose) => {
      child.on('message', onMessage);
      child.on('exit', onClose);
    },
    close: () => kill(child, 'SIGKILL'),
  });

function kill(child: UtilityProcessLike, signal: NodeJS.Signals): void {
  if (signal === 'SIGTERM' || child.pid === undefined) {
    child.kill();
    return;
  }
  try {
    process.kill(child.pid, signal);
  } catch {
    // It ended a moment ago.
  }
}

async function exitOf(child: UtilityProcessLike): Promise<ProcessExit> {
  const code = await new Promise<number>((resolve) => child.on('exit', resolve));
  await outputRead(child);
  return decodeExit(code);
}

/** What the process said last may still be in its pipes; a grandchild could hold them open for ever. */
async function outputRead({ stdout, stderr }: UtilityProcessLike): Promise<void> {
  const end = async (stream: NodeJS.ReadableStream | null) => {
    if (stream) await finished(stream).catch(() => {});
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moment = new Promise((resolve) => {
    timer = setTimeout(resolve, 1000);
  });
  await Promise.race([Promise.all([end(stdout), end(stderr)]), moment]);
  clearTimeout(timer);
}

const tellingSignals = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/**
 * On POSIX systems Electron passes on what waitpid said, in which the low 7 bits are the signal and the next is
 * whether a core was written. Workers end by themselves with 0, 1 or 143 only, so these numbers mean the signals.
 */
export function decodeExit(code: number, platform: NodeJS.Platform = process.platform): ProcessExit {
  const signal =
    platform === 'win32' || code === 143
      ? undefined
      : tellingSignals.find((name) => constants.signals[name] === (code & 0x7f) && code < 256);
  return signal ? { code: undefined, signal } : { code, signal: undefined };
}

const definedVariables = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
