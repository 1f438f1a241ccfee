/** Threads that prepare images beside the engine: an engine's calls block the event loop of the thread they are made in. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ImageSource } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type Prepared, prepared, type PreparationSettings } from './preparation-messages.ts';

/** More do not help: an image takes far less time to prepare than to embed. */
const mostThreads = 4;

/** Beside this file in the sources, beside the bundle of the worker in a build. */
const entry = new URL(import.meta.url.endsWith('.ts') ? '../prepare.ts' : './prepare.mjs', import.meta.url);

export class PreparationThreads implements AsyncDisposable {
  readonly #threads: readonly Worker[];
  readonly #waiting = new Map<number, PromiseWithResolvers<Prepared>>();
  #next = 0;

  constructor(settings: PreparationSettings, count = availableParallelism()) {
    this.#threads = Array.from({ length: Math.min(mostThreads, count) }, () => {
      const thread = new Worker(entry, { name: 'prepare', execArgv: [], workerData: settings });
      thread.on('message', (message: unknown) => this.#settle(message));
      thread.on('error', (cause) => this.#fail(cause));
      return thread;
    });
  }

  /** In the order of asking on each thread; what cannot be read or decoded answers with a reason. */
  prepare(source: ImageSource): Promise<Prepared> {
    const id = this.#next++;
    const answer = Promise.withResolvers<Prepared>();
    this.#waiting.set(id, answer);
    this.#threads[id % this.#threads.length].postMessage({ id, source });
    return answer.promise;
  }

  #settle(message: unknown): void {
    const answer = prepared.parse(message);
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }

  #fail(cause: unknown): void {
    const error = new FigscopeError('internal', 'A thread that prepares images ended.', { cause });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}
