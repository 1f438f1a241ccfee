import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  CircleSlash,
  Clock,
  Copy,
  Pause,
  Play,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { Job } from '#app/domain/job.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { cancelJob, isActive, pauseJob, resumeJob } from '#renderer/stores/jobs-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { Dot } from '#renderer/ui/badge.tsx';
import { formatDuration, formatMoment, formatNoun } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { JobProgress } from '#renderer/ui/job-progress.tsx';
import styles from './job-item.module.css';

/** One job: progress and the ways to pause and stop it while it runs, then what came out. */
export function JobItem({ job }: { job: Job }) {
  const active = isActive(job);
  return (
    <article className={styles.job} aria-label={job.title}>
      <div className={styles.head}>
        <JobIcon job={job} />
        <h3 className={styles.title}>{job.title}</h3>
        <span className={styles.links}>
          <JobLinks job={job} />
          {job.pausable && job.state === 'running' && (
            <IconButton
              icon={Pause}
              size="small"
              label={`Pause: ${job.title}`}
              onClick={() => void pauseJob(job.id)}
            />
          )}
          {job.state === 'paused' && (
            <IconButton
              icon={Play}
              size="small"
              label={`Resume: ${job.title}`}
              onClick={() => void resumeJob(job.id)}
            />
          )}
          {active && (
            <IconButton
              icon={X}
              size="small"
              label={`Cancel: ${job.title}`}
              onClick={() => void cancelJob(job.id)}
            />
          )}
        </span>
      </div>
      <div className={styles.body}>
        {(job.state === 'running' || job.state === 'paused') && <JobProgress job={job} />}
        {job.state === 'queued' && <p className={styles.line}>starts when the device is free</p>}
        {!active && (
          <p className={styles.line}>
            <span>{job.state === 'failed' ? job.error?.message : (job.result ?? job.state)}</span>
            <span className={styles.when}>
              {job.endedAt !== undefined &&
                formatDuration(Date.parse(job.endedAt) - Date.parse(job.startedAt))}
            </span>
            <time className={styles.when} dateTime={job.endedAt ?? job.startedAt}>
              {formatMoment(job.endedAt ?? job.startedAt)}
            </time>
          </p>
        )}
        {job.state === 'failed' && job.error?.remedy && <p className={styles.line}>{job.error.remedy}</p>}
        {job.imported !== undefined && job.imported.rejected > 0 && (
          <p className={styles.warning}>
            <Icon of={TriangleAlert} size={14} />
            {formatNoun(job.imported.rejected, 'item')} rejected{active && ' so far'}
          </p>
        )}
        {job.commandLine && (
          <p className={styles.command}>
            <code className={styles.code}>{job.commandLine}</code>
            <IconButton
              icon={Copy}
              size="small"
              label="Copy as a command"
              onClick={() => void copyText(job.commandLine ?? '', 'Command copied')}
            />
          </p>
        )}
      </div>
    </article>
  );
}

function JobIcon({ job }: { job: Job }) {
  switch (job.state) {
    case 'running':
      return (
        <span className={styles.dot}>
          <Dot tone="positive" shape="haloed" />
        </span>
      );
    case 'paused':
      return <Icon of={CirclePause} size={15} />;
    case 'queued':
      return <Icon of={Clock} size={15} />;
    case 'done':
      return <Icon of={CircleCheck} size={15} />;
    case 'failed':
      return (
        <span className={styles.failed}>
          <Icon of={CircleAlert} size={15} />
        </span>
      );
    case 'cancelled':
      return <Icon of={CircleSlash} size={15} />;
  }
}

/** Where what came out can be seen. */
function JobLinks({ job }: { job: Job }) {
  return (
    <>
      {(job.kind === 'download' || job.kind === 'install') && <a href={linkTo('models')}>Models</a>}
      {job.kind === 'import' && <a href={linkTo('import', job.id)}>Report</a>}
      {job.kind === 'check' && job.corpus !== undefined && (
        <a href={linkTo('check', job.corpus, { job: job.id })}>Report</a>
      )}
      {job.run !== undefined && <a href={linkTo('train', job.run)}>Run</a>}
      {job.corpus !== undefined && <a href={linkTo('corpus', job.corpus)}>{job.corpus}</a>}
    </>
  );
}
