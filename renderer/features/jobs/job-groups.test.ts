import { expect, it } from 'vitest';
import type { Job } from '#app/domain/job.ts';
import { groupJobs } from './job-groups.ts';

const now = new Date(2026, 10, 23, 12);
const job = (id: string, state: Job['state'], at: Date): Job => ({
  id,
  kind: 'import',
  title: id,
  state,
  startedAt: at.toISOString(),
});

it('groups jobs under headings and leaves empty ones out', () => {
  const yesterday = new Date(2026, 10, 22, 23, 59);
  const groups = groupJobs(
    [
      job('a', 'done', now),
      job('b', 'running', yesterday),
      job('c', 'failed', yesterday),
      job('d', 'cancelled', now),
      job('e', 'paused', yesterday),
    ],
    now,
  );
  expect(groups.map(({ title, jobs }) => [title, jobs.map(({ id }) => id)])).toEqual([
    ['Running', ['b']],
    ['Paused', ['e']],
    ['Today', ['a', 'd']],
    ['Earlier', ['c']],
  ]);
});
