/** Builds the approximate index of an embedding. */
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface IndexUpdate {
  readonly progress?: Progress;
  /** True in the last update. */
  readonly done?: boolean;
}

export async function* buildIndex(
  _corpusFolder: string,
  _embedding: string,
  _options: { readonly rebuild: boolean; readonly signal: AbortSignal },
): AsyncGenerator<IndexUpdate> {
  throw new FigscopeError('unsupported', 'There is no approximate index yet.');
}
