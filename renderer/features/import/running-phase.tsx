import { TriangleAlert } from 'lucide-react';
import { closeImport } from '#renderer/stores/import-store.ts';
import { cancelJob, isActive, useJob } from '#renderer/stores/jobs-store.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount, formatDuration, formatNoun, formatShare } from '#renderer/ui/format.ts';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './phase.module.css';

/** The job of this import until it is done; the dialog can be closed, the job goes on. */
export function RunningPhase({ job: id }: { job: string }) {
  const job = useJob(id);
  if (!job) return <WaitNote what="Starting the import" />;
  const { progress, imported, error } = job;
  const show = (view: string, subject: string | undefined) => () => {
    closeImport();
    navigate({ view, subject, params: {} });
  };
  return (
    <div className={styles.phase}>
      <p>
        <b>{job.title}</b>
      </p>
      {isActive(job) && (
        <>
          <ProgressBar label={job.title} done={progress?.done ?? 0} total={progress?.total} thick />
          <p className={styles.numbers}>
            <span>
              {progress?.total === undefined
                ? `${formatCount(progress?.done ?? 0)} ${progress?.unit ?? ''}`
                : `${formatShare(progress.done, progress.total)}, ${formatCount(progress.done)} of ${formatCount(progress.total)} ${progress.unit}`}
            </span>
            {progress?.ratePerSecond !== undefined && (
              <span>
                {formatCount(progress.ratePerSecond)} {progress.unit}/s
              </span>
            )}
            {progress?.etaMs !== undefined && <b>{formatDuration(progress.etaMs)} left</b>}
          </p>
          <p className={styles.detail}>{progress?.detail}</p>
        </>
      )}
      {job.state === 'done' && (
        <Banner
          tone={imported && imported.rejected > 0 ? 'warning' : 'positive'}
          title={
            imported && imported.rejected > 0
              ? `Done, with ${formatNoun(imported.rejected, 'item')} left out`
              : 'Done'
          }
        >
          {imported
            ? `${formatNoun(imported.figures, 'figure')} of ${formatNoun(imported.articles, 'article')} added in ${formatDuration(imported.seconds * 1000)}.${imported.unchanged > 0 ? ` ${formatCount(imported.unchanged)} were there already.` : ''}`
            : job.result}
        </Banner>
      )}
      {job.state === 'failed' && (
        <Banner tone="danger" title={error?.message ?? 'The import failed'}>
          {error?.remedy}
        </Banner>
      )}
      {job.state === 'cancelled' && (
        <Banner tone="info" title="Cancelled">
          What was added stays. Running the same import again adds only what is missing.
        </Banner>
      )}
      <div className={styles.foot}>
        {isActive(job) && imported !== undefined && imported.rejected > 0 && (
          <Badge tone="warning" icon={TriangleAlert}>
            {formatNoun(imported.rejected, 'item')} rejected so far
          </Badge>
        )}
        {isActive(job) ? (
          <>
            <Button variant="quiet" onClick={() => void cancelJob(id)}>
              Cancel the import
            </Button>
            <Button onClick={closeImport}>Go on in the background</Button>
          </>
        ) : (
          <>
            <Button variant="quiet" onClick={closeImport}>
              Close
            </Button>
            <Button onClick={show('import', id)}>Show the report</Button>
            {job.corpus && (
              <Button variant="primary" onClick={show('corpus', job.corpus)}>
                Open {job.corpus}
              </Button>
            )}
          </>
        )}
      </div>
    </div>
  );
}
