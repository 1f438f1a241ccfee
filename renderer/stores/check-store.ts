/** Checks of corpora: starting one, and the newest of a corpus. */
import type { CheckReport } from '#app/domain/check.ts';
import type { Job } from '#app/domain/job.ts';
import { host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine } from './command-text.ts';
import { useJobsStore } from './jobs-store.ts';
import { navigate } from './route-store.ts';
import { showFailure } from './toasts-store.ts';

export type CheckDepth = 'quick' | 'full';

/** Starts a check and shows it. */
export async function startCheck(corpus: string, depth: CheckDepth): Promise<void> {
  try {
    const { job } = await host()['check.start']({ corpus, depth });
    recordCommand(figscopeLine('check', corpus, depth === 'full' && '--full'));
    showCheck(corpus, job);
  } catch (error) {
    showFailure('Not checked', error);
  }
}

/** The check view of a corpus: a certain check, else its newest one. */
export const showCheck = (corpus: string, job?: string): void =>
  navigate({ view: 'check', subject: corpus, params: job === undefined ? {} : { job } });

/** The check to show: the one asked for, else the newest of the corpus; undefined when there was none. */
export const useCheckJob = (corpus: string | undefined, asked: string | undefined): Job | undefined =>
  useJobsStore((state) =>
    state.jobs?.find((job) =>
      asked === undefined ? job.kind === 'check' && job.corpus === corpus : job.id === asked,
    ),
  );

export const checkReport = (job: string, signal: AbortSignal): Promise<CheckReport> =>
  host()['check.report']({ job }, { signal });
