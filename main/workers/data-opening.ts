/**
 * The corpus of a data worker, opened at the first question about it: an import needs no side-car. Without its side-car
 * a corpus of millions of rows is read for a while: in steps, so that the process answers meanwhile, telling how far it
 * is, and only as long as somebody waits for it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { openingSteps, type Corpus, type OpeningProgress, type OpeningSteps } from '#main/store/corpus.ts';

const tellIntervalMs = 250;

export interface OpeningPace {
  /** Work between two turns of others. Default 20. */
  readonly turnMs?: number;
  /** An opening that is done by then is not worth telling of. Default 200. */
  readonly quietMs?: number;
}

export class CorpusOpening implements Disposable {
  readonly #folder: string;
  readonly #name: string;
  readonly #turnMs: number;
  readonly #quietMs: number;
  #corpus: Corpus | undefined;
  /** What was read stays when everybody leaves: who comes back goes on from there. */
  #steps: OpeningSteps | undefined;
  #work: Promise<Corpus> | undefined;
  #waiting = 0;
  #isClosed = false;
  readonly #live = new LiveValue<{ progress?: Progress }>({});

  constructor(folder: string, name: string, { turnMs = 20, quietMs = 200 }: OpeningPace = {}) {
    this.#folder = folder;
    this.#name = name;
    this.#turnMs = turnMs;
    this.#quietMs = quietMs;
  }

  /** The corpus; one that could not be opened is tried again. Throws cancelled when the signal fires before. */
  async open(signal?: AbortSignal): Promise<Corpus> {
    if (this.#corpus) return this.#corpus;
    if (signal?.aborted) throw leaving();
    this.#waiting += 1;
    let leave = (): void => {};
    try {
      this.#work ??= this.#run();
      const left = new Promise<never>((_resolve, reject) => {
        leave = () => reject(leaving());
        signal?.addEventListener('abort', leave);
      });
      return await Promise.race([this.#work, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
      this.#waiting -= 1;
    }
  }

  /** How far the opening is while there is one that takes long. */
  watch(signal: AbortSignal): AsyncGenerator<{ progress?: Progress }> {
    return this.#live.watch(signal);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#corpus?.[Symbol.dispose]();
    this.#corpus = undefined;
    try {
      // Closes the database of one that was not read to its end.
      this.#steps?.throw(leaving());
    } catch {
      // As told.
    }
  }

  #run(): Promise<Corpus> {
    const work = this.#toTheEnd().finally(() => {
      this.#work = undefined;
      this.#live.set({});
    });
    // When everybody has left nobody hears of it.
    work.catch(() => undefined);
    return work;
  }

  async #toTheEnd(): Promise<Corpus> {
    const startedAt = performance.now();
    const steps = (this.#steps ??= openingSteps(this.#folder, this.#name));
    let toldAt = startedAt + this.#quietMs - tellIntervalMs;
    let turnedAt = startedAt;
    for (;;) {
      const step = this.#next(steps);
      if (step.done) return (this.#corpus = step.value);
      const now = performance.now();
      if (now - toldAt >= tellIntervalMs) {
        toldAt = now;
        this.#live.set({ progress: { ...step.value, unit: 'figures', detail: '' } });
      }
      if (now - turnedAt < this.#turnMs) continue;
      await nextTurn();
      if (this.#waiting === 0 || this.#isClosed) throw leaving();
      turnedAt = performance.now();
    }
  }

  #next(steps: OpeningSteps): IteratorResult<OpeningProgress, Corpus> {
    try {
      const step = steps.next();
      if (step.done) this.#steps = undefined;
      return step;
    } catch (thrown) {
      this.#steps = undefined;
      throw thrown;
    }
  }
}

const leaving = (): FigscopeError => new FigscopeError('cancelled', 'The question was withdrawn.');
