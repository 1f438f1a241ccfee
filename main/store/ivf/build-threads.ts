/** Threads of an index build. Tasks are handed out one by one; results do not depend on who does which. */
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { errorRecord } from '#app/domain/job.ts';
import { errorCodes, FigscopeError } from '#app/util/error.ts';
import { buildAnswer, type BuildAnswer, type BuildSettings, type BuildTask } from './build-messages.ts';

/** Beside the workers in the sources, beside the bundle of the worker in a build. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? '../../workers/index-thread.ts' : './index-thread.mjs',
  import.meta.url,
);

const threadMessage = z.union([z.object({ error: errorRecord }), buildAnswer]);

export class BuildThreads implements AsyncDisposable {
  readonly #threads: readonly Worker[];
  readonly #signal: AbortSignal;

  constructor(settings: BuildSettings, count: number, signal: AbortSignal) {
    this.#signal = signal;
    this.#threads = Array.from(
      { length: count },
      () => new Worker(entry, { name: 'index', execArgv: [], workerData: settings }),
    );
  }

  /** Does all tasks, in any order, and tells when one is done. Throws what a thread threw, and when cancelled. */
  async run(tasks: readonly BuildTask[], onDone?: (task: BuildTask) => void): Promise<void> {
    const waiting = [...tasks].reverse();
    await Promise.all(
      this.#threads.map(async (thread) => {
        for (let task = waiting.pop(); task; task = waiting.pop()) {
          await this.#ask(thread, task);
          onDone?.(task);
        }
      }),
    );
  }

  /** Asks every thread. */
  async askAll(task: BuildTask): Promise<BuildAnswer[]> {
    return Promise.all(this.#threads.map((thread) => this.#ask(thread, task)));
  }

  async #ask(thread: Worker, task: BuildTask): Promise<BuildAnswer> {
    this.#signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const onExit = (): void => reject(new FigscopeError('internal', 'A thread that builds the index ended.'));
    const onAbort = (): void => reject(this.#signal.reason);
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', onExit);
    this.#signal.addEventListener('abort', onAbort, { once: true });
    try {
      thread.postMessage(task);
      const message = threadMessage.parse(await promise);
      if (!('error' in message)) return message;
      const { code, ...detail } = message.error;
      throw new FigscopeError(errorCodes.find((known) => known === code) ?? 'internal', {
        message: detail.message,
        ...(detail.remedy === undefined ? {} : { remedy: detail.remedy }),
      });
    } finally {
      thread.off('message', resolve).off('error', reject).off('exit', onExit);
      this.#signal.removeEventListener('abort', onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}
