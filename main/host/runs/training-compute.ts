/** What an attempt at training runs on: what the run began with, as long as that is there. */
import { type ComputeChoice, anyEngine } from '#app/domain/engine.ts';
import type { RunConfig } from '#app/domain/run-config.ts';
import { toFigscopeError } from '#app/util/error.ts';
import type { EngineService } from '../engines/engine-service.ts';
import { type ConcreteCompute, engineTitles } from '../engines/engine-words.ts';

/** What a training needs of the engines. */
export type TrainingEngines = Pick<EngineService, 'resolve' | 'use' | 'distrust'>;

export interface TrainingCompute {
  readonly compute: ConcreteCompute;
  /** Why it is not what the run began with, in a sentence. */
  readonly note?: string;
}

/**
 * Losses of another engine or precision agree within a tolerance, not to the last bit.
 * @param crashed why its own engine is not tried again
 */
export async function trainingCompute(
  engines: TrainingEngines,
  { engine, device, precision }: RunConfig,
  crashed: string | undefined,
): Promise<TrainingCompute> {
  const own: ComputeChoice = { engine, device, precision };
  if (crashed !== undefined) return otherCompute(engines, crashed);
  try {
    return { compute: await engines.resolve(own, 'training') };
  } catch (thrown) {
    const { code, message } = toFigscopeError(thrown);
    if (code !== 'unavailable' && code !== 'unsupported') throw thrown;
    return otherCompute(engines, message);
  }
}

async function otherCompute(engines: TrainingEngines, why: string): Promise<TrainingCompute> {
  const compute = await engines.resolve(anyEngine, 'training');
  return { compute, note: `${why} It goes on with ${engineTitles[compute.engine]} in ${compute.precision}.` };
}
