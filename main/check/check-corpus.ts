/** Looks a corpus over: is anything damaged, and does anything leak from one split into another? */
import type { CheckReport } from '#app/domain/check.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface CheckUpdate {
  readonly progress?: Progress;
  /** In the last update. */
  readonly report?: CheckReport;
}

export interface CheckRequest {
  readonly depth: 'quick' | 'full';
  readonly leakage: boolean;
}

/** `folder`: of the corpus, which is opened here, because a damaged one may not open. */
export async function* checkCorpus(
  _folder: string,
  _name: string,
  _request: CheckRequest,
  _signal: AbortSignal,
): AsyncGenerator<CheckUpdate> {
  throw new FigscopeError('unsupported', 'There is no check yet.');
}
