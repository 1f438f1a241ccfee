import type { Job } from '#app/domain/job.ts';
import { formatAmount, formatDuration, formatRate, formatShare } from './format.ts';
import { ProgressBar } from './progress-bar.tsx';
import styles from './job-progress.module.css';

/** How far a job is: the bar, and in words the share, the count, the rate and the time left. */
export function JobProgress({ job }: { job: Pick<Job, 'title' | 'state' | 'progress'> }) {
  const { progress } = job;
  const paused = job.state === 'paused';
  return (
    <div className={styles.progress}>
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
        {progress?.etaMs !== undefined && progress.etaMs >= 1000 && (
          <b>{formatDuration(progress.etaMs)} left</b>
        )}
        {paused && <span>what was made is kept</span>}
      </p>
      {!paused && progress?.detail && <p className={styles.detail}>{progress.detail}</p>}
    </div>
  );
}

function howFar({ done, total, unit }: NonNullable<Job['progress']>): string {
  if (total === undefined) return done > 0 ? formatAmount(done, unit) : 'Under way';
  return `${formatShare(done, total)}, ${formatAmount(done, unit, total)}`;
}
