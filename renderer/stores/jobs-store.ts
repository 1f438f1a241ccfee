/** Long work of the host, and its cancel button. */
import { create } from 'zustand';
import type { Job } from '#app/domain/job.ts';
import { follow, host } from './client.ts';
import { showFailure } from './toasts-store.ts';

interface JobsState {
  /** Newest first; undefined until the host has answered. */
  readonly jobs: readonly Job[] | undefined;
}

export const useJobsStore = create<JobsState>()(() => ({ jobs: undefined }));

export const followJobs = (): (() => void) =>
  follow('jobs.watch', {}, ({ jobs }) =>
    useJobsStore.setState({
      jobs: jobs.toSorted((left, right) => right.startedAt.localeCompare(left.startedAt)),
    }),
  );

/** Asks a job to stop; what it has finished so far stays. */
export async function cancelJob(job: string): Promise<void> {
  try {
    await host()['jobs.cancel']({ job });
  } catch (error) {
    showFailure('Not cancelled', error);
  }
}

export const isActive = (job: Job): boolean => job.state === 'running' || job.state === 'queued';

export const useJob = (id: string | undefined): Job | undefined =>
  useJobsStore((state) => state.jobs?.find((job) => job.id === id));
