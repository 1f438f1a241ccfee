/** Long work of the host, and what a person can do about it: pause, resume, cancel. */
import { create } from 'zustand';
import type { Job } from '#app/domain/job.ts';
import { follow, host } from './client.ts';
import { useExportStore } from './export-store.ts';
import { useImportStore } from './import-store.ts';
import { showFailure, showToast } from './toasts-store.ts';

interface JobsState {
  /** Newest first; undefined until the host has answered. */
  readonly jobs: readonly Job[] | undefined;
}

export const useJobsStore = create<JobsState>()(() => ({ jobs: undefined }));

export const followJobs = (): (() => void) =>
  follow('jobs.watch', {}, ({ jobs }) => {
    const before = useJobsStore.getState().jobs ?? [];
    useJobsStore.setState({
      jobs: jobs.toSorted((left, right) => right.startedAt.localeCompare(left.startedAt)),
    });
    for (const job of jobs) {
      const known = before.find((other) => other.id === job.id);
      if (known && isActive(known) && !isActive(job)) tellEnd(job);
    }
  });

/** A job that ended while the person was elsewhere; the dialogs of imports and exports tell of their own. */
function tellEnd(job: Job): void {
  const dialog = useImportStore.getState();
  if (dialog.open && dialog.phase.kind === 'running' && dialog.phase.job === job.id) return;
  if (useExportStore.getState().job === job.id) return;
  if (job.state === 'done') {
    showToast({ tone: 'positive', title: job.title, detail: job.result ?? 'done' });
  } else if (job.state === 'failed') {
    const { message = 'It failed.', remedy } = job.error ?? {};
    showToast({ tone: 'danger', title: `${job.title}: ${message}`, ...(remedy ? { detail: remedy } : {}) });
  }
}

/** Asks a job to stop; what it has finished so far stays. */
export async function cancelJob(job: string): Promise<void> {
  try {
    await host()['jobs.cancel']({ job });
  } catch (error) {
    showFailure('Not cancelled', error);
  }
}

/** Stops a job after its current batch; everything it made is kept. */
export async function pauseJob(job: string): Promise<void> {
  try {
    await host()['jobs.pause']({ job });
  } catch (error) {
    showFailure('Not paused', error);
  }
}

export async function resumeJob(job: string): Promise<void> {
  try {
    await host()['jobs.resume']({ job });
  } catch (error) {
    showFailure('Not resumed', error);
  }
}

/** True until it has ended. */
export const isActive = (job: Job): boolean =>
  job.state === 'running' || job.state === 'queued' || job.state === 'paused';

export const useJob = (id: string | undefined): Job | undefined =>
  useJobsStore((state) => state.jobs?.find((job) => job.id === id));
