/**
 * Work for the engines, through their crashes: what a choice stands for is decided here, an engine that ends its
 * process is started again, and one that does so twice in the same place is left alone where there is a choice.
 */
import type { ComputeContract } from '#app/contract/index.ts';
import { anyEngine, type ComputeChoice } from '#app/domain/engine.ts';
import type { Client } from '#app/rpc/define.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { EngineService } from './engine-service.ts';
import { type ConcreteCompute, engineTitles } from './engine-words.ts';

/** The process that computes, and what to ask of it. */
export interface Desk {
  readonly client: Client<ComputeContract>;
  readonly compute: ConcreteCompute;
  /** That it crashed before, and what follows from that, in a sentence. */
  readonly note?: string;
}

/** More would be a fault of the machine, wherever they happen. */
const mostCrashes = 5;

type DeskEngines = Pick<EngineService, 'resolve' | 'use' | 'distrust'>;

export class ComputeDesk {
  readonly #engines: DeskEngines;
  readonly #workers: Pick<WorkerSet, 'compute'>;

  constructor(parts: { engines: DeskEngines; workers: Pick<WorkerSet, 'compute'> }) {
    this.#engines = parts.engines;
    this.#workers = parts.workers;
  }

  /** Refuses a choice that cannot be met, before any work is begun. */
  async check(choice: ComputeChoice = anyEngine): Promise<void> {
    await this.#engines.resolve(choice, 'embedding');
  }

  /** One answer. `work` is called again after a crash. */
  async ask<T>(choice: ComputeChoice | undefined, work: (desk: Desk) => Promise<T>): Promise<T> {
    const attempts = this.#attempts(choice);
    for (;;) {
      const desk = await attempts.desk();
      using _ = this.#engines.use(desk.compute);
      try {
        return await work(desk);
      } catch (thrown) {
        attempts.afterCrash(thrown, 0);
      }
    }
  }

  /**
   * Many answers. After a crash `work` is called again and goes on where it was.
   * @param place tells how far it has come: two crashes at the same place are one too many
   */
  async *follow<T>(
    choice: ComputeChoice | undefined,
    place: () => number,
    work: (desk: Desk) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const attempts = this.#attempts(choice);
    for (;;) {
      const desk = await attempts.desk();
      using _ = this.#engines.use(desk.compute);
      try {
        yield* work(desk);
        return;
      } catch (thrown) {
        attempts.afterCrash(thrown, place());
      }
    }
  }

  #attempts(choice: ComputeChoice = anyEngine) {
    const engines = this.#engines;
    const workers = this.#workers;
    let wanted = choice;
    let note: string | undefined;
    let compute: ConcreteCompute | undefined;
    let crashes = 0;
    let lastPlace: number | undefined;

    return {
      desk: async (): Promise<Desk> => {
        compute ??= await engines.resolve(wanted, 'embedding');
        return { client: await workers.compute(compute), compute, ...(note === undefined ? {} : { note }) };
      },
      /** Returns when another attempt is worth it. */
      afterCrash: (thrown: unknown, place: number): void => {
        const error = toFigscopeError(thrown);
        if (error.code !== 'worker-crashed' || !compute) throw error;
        crashes += 1;
        const isSamePlace = lastPlace === place;
        lastPlace = place;
        if (!isSamePlace && crashes < mostCrashes) {
          note = `${error.message} It was started again.`;
          return;
        }
        if (choice.engine !== 'auto' || compute.engine === 'onnxruntime') throw crashedAgain(error, compute);
        note = crashNote(compute);
        engines.distrust(compute.engine, note);
        // Not every precision has an engine left; vectors of fp32 belong to those of any other.
        wanted = { engine: 'onnxruntime', device: 'auto', precision: fallbackPrecision(choice) };
        [compute, crashes, lastPlace] = [undefined, 0, undefined];
      },
    };
  }
}

const fallbackPrecision = ({ precision }: ComputeChoice) => (precision === 'int8' ? 'int8' : 'fp32');

const crashNote = ({ engine }: ConcreteCompute): string =>
  `${engineTitles[engine]} crashed twice in the same place; ${engineTitles.onnxruntime} is used instead.`;

function crashedAgain({ message, remedy, facts }: FigscopeError, { engine }: ConcreteCompute): FigscopeError {
  const otherEngine = 'Use another engine with --engine onnxruntime, or leave --engine out.';
  return new FigscopeError('worker-crashed', {
    message,
    remedy: engine === 'onnxruntime' ? (remedy ?? 'Try again with a smaller batch.') : otherEngine,
    ...(facts ? { facts } : {}),
  });
}
