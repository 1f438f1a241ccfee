/** The engines of this process: each is opened when the first work for it comes. */
import type { ComputeChoice } from '#app/domain/engine.ts';
import type { Executor, ExecutorOptions } from '#main/engine/executor.ts';
import { openExecutor } from '#main/engine/open-executor.ts';

/** What an engine is opened with; the host says it by the environment. */
export type EngineSettings = Pick<ExecutorOptions, 'threads' | 'enginesFolder' | 'cacheFolder'>;

export class Executors {
  readonly #settings: EngineSettings;
  readonly #open = new Map<string, Promise<Executor>>();

  constructor(settings: EngineSettings) {
    this.#settings = settings;
  }

  /** @param threads 0: as this process was told */
  get({ engine, device }: ComputeChoice, threads = 0): Promise<Executor> {
    const key = `${engine} ${device} ${threads}`;
    const found = this.#open.get(key);
    if (found) return found;
    const settings = threads > 0 ? { ...this.#settings, threads } : this.#settings;
    const opening = openExecutor({ ...settings, engine, device });
    this.#open.set(key, opening);
    // One that could not be opened may be there the next time.
    opening.catch(() => this.#open.delete(key));
    return opening;
  }
}
