/** Invented rows in any number, the same for the same seed: what the store is measured with. */
import type { SynthesisOptions, SynthesisResult } from '#app/contract/corpus-work.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface SynthesisUpdate {
  readonly progress?: Progress;
  /** In the last update. */
  readonly result?: SynthesisResult;
}

export async function* synthesise(
  _folder: string,
  _name: string,
  _options: SynthesisOptions,
  _signal: AbortSignal,
): AsyncGenerator<SynthesisUpdate> {
  throw new FigscopeError('unsupported', 'There are no synthetic rows yet.');
}
