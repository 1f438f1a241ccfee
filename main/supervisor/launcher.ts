/** The seam between the supervisor and the two ways to start a process: plain Node, and Electron's utility process. */
import type { Transport } from '#app/rpc/transport.ts';
import type { WorkerSignal } from '#app/rpc/worker-signal.ts';

/** How a process ended, as the operating system tells it. */
export interface ProcessExit {
  /** Undefined when a signal ended it or it never started. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Why it never started. */
  readonly launchError?: string;
}

export interface WorkerProcess {
  /** Undefined when it never started. */
  readonly pid: number | undefined;
  /** Frames to and from serveWorker in that process. Closed before `exited` resolves, or soon after. */
  readonly transport: Transport;
  /** Never rejects. Resolves after all that the process wrote has been read. */
  readonly exited: Promise<ProcessExit>;
  /** Default SIGTERM. Does nothing once the process is gone. */
  kill(signal?: NodeJS.Signals): void;
  /** The end of what the process wrote to standard output and standard error, without its signals. */
  readonly stderrTail: string;
  /** One listener for beats and the last breath; those that came before are delivered to it first. */
  onSignal(listener: (signal: WorkerSignal) => void): void;
}

export interface WorkerLauncher {
  /**
   * Starts a worker's entry file.
   * @param env added to the environment of this process.
   */
  start(entry: URL | string, env?: Readonly<Record<string, string>>): WorkerProcess;
}
