/** How far a job is: the bar, and in words the share, the count, the rate and the time left. */
import type { Job } from '#app/domain/job.ts';
import { formatAmount, formatDuration, formatRate, formatShare } from '#renderer/ui/format.ts';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import styles from './job-item.module.css';

export function JobProgress({ job }: { job: Job }) {
  const { progress } = job;
  const paused = job.state === 'paused';
  return (
    <>
      <ProgressBar
        label={job.title}
        done={progress?.done ?? 0}
        total={progress?.total ?? (paused ? 1 : undefined)}
        state={paused ? 'paused' : 'running'}
        thick
      />
      <p className={styles.numbers}>
        <span>
          {paused && 'Paused at '}
          {progress === undefined ? (paused ? 'the start' : 'Starting') : howFar(progress)}
        </span>
        {progress?.ratePerSecond !== undefined && (
          <span>{formatRate(progress.ratePerSecond, progress.unit)}</span>
        )}
        {progress?.etaMs !== undefined && <b>{formatDuration(progress.etaMs)} left</b>}
        {paused && <span>what was made is kept</span>}
      </p>
      {!paused && progress?.detail && <p className={styles.detail}>{progress.detail}</p>}
    </>
  );
}

function howFar({ done, total, unit }: NonNullable<Job['progress']>): string {
  if (total === undefined) return formatAmount(done, unit);
  return `${formatShare(done, total)}, ${formatAmount(done, unit, total)}`;
}
