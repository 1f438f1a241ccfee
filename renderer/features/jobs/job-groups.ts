/** Jobs under the headings of the list. */
import type { Job } from '#app/domain/job.ts';

export interface JobGroup {
  readonly title: string;
  readonly jobs: readonly Job[];
}

/** Running, paused, waiting, then the finished ones of today and before; empty groups are left out. */
export function groupJobs(jobs: readonly Job[], now: Date): readonly JobGroup[] {
  const today = now.toDateString();
  const finished = jobs.filter((job) => ['done', 'failed', 'cancelled'].includes(job.state));
  const isToday = (job: Job): boolean => new Date(job.endedAt ?? job.startedAt).toDateString() === today;
  return [
    { title: 'Running', jobs: jobs.filter((job) => job.state === 'running') },
    { title: 'Paused', jobs: jobs.filter((job) => job.state === 'paused') },
    { title: 'Waiting', jobs: jobs.filter((job) => job.state === 'queued') },
    { title: 'Today', jobs: finished.filter(isToday) },
    { title: 'Earlier', jobs: finished.filter((job) => !isToday(job)) },
  ].filter((group) => group.jobs.length > 0);
}
