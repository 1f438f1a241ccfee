import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ExportResult } from '#app/domain/export.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { chooseAgain, closeExport, exportReport } from '#renderer/stores/export-store.ts';
import { cancelJob, isActive, useJob } from '#renderer/stores/jobs-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatBytes, formatCount, formatDuration, formatNoun, formatShare } from '#renderer/ui/format.ts';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { Table } from '#renderer/ui/table.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './export-dialog.module.css';

/** Figures left out that are shown; the file names all. */
const shown = 50;

/** The job until it is done, and what it wrote. */
export function JobPhase({ job: id, out }: { job: string; out: string }) {
  const job = useJob(id);
  const [result, setResult] = useState<ExportResult>();
  const isDone = job?.state === 'done';
  useEffect(() => {
    if (!isDone) return;
    // Without a report the job's own sentence says what came of it.
    exportReport(id).then(setResult, () => undefined);
  }, [id, isDone]);
  if (!job) return <WaitNote what="Starting the export" />;
  const { progress, error } = job;
  return (
    <div className={styles.form}>
      {isActive(job) && (
        <>
          <ProgressBar label={job.title} done={progress?.done ?? 0} total={progress?.total} thick />
          <p className={styles.numbers} aria-live="polite">
            <span>
              {progress?.total === undefined
                ? 'Reading the corpus'
                : `${formatShare(progress.done, progress.total)}, ${formatCount(progress.done)} of ${formatCount(progress.total)} ${progress.unit}`}
            </span>
            {progress?.ratePerSecond !== undefined && (
              <span>{formatCount(progress.ratePerSecond)} figures/s</span>
            )}
            {progress?.etaMs !== undefined && <b>{formatDuration(progress.etaMs)} left</b>}
          </p>
        </>
      )}
      {isDone && <Done result={result} sentence={job.result} out={out} />}
      {job.state === 'failed' && (
        <Banner tone="danger" title={error?.message ?? 'The export failed'}>
          {error?.remedy}
        </Banner>
      )}
      {job.state === 'cancelled' && (
        <Banner tone="info" title="Cancelled">
          What was written stays. The same export into the same folder goes on from there.
        </Banner>
      )}
      <div className={styles.foot}>
        {isActive(job) ? (
          <>
            <Button variant="quiet" onClick={() => void cancelJob(id)}>
              Cancel the export
            </Button>
            <Button onClick={closeExport}>Go on in the background</Button>
          </>
        ) : (
          <>
            {isDone ? (
              <Button icon={Copy} onClick={() => void copyText(out, 'Path copied')}>
                Copy the path
              </Button>
            ) : (
              <Button onClick={chooseAgain}>Change the choices</Button>
            )}
            <Button variant="primary" onClick={closeExport}>
              Close
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function Done(props: { result: ExportResult | undefined; sentence: string | undefined; out: string }) {
  const { result, sentence, out } = props;
  if (!result) {
    return (
      <Banner tone="positive" title="Done">
        {sentence}
      </Banner>
    );
  }
  const { figures, files, bytes, byLicense, skipped, skippedCount } = result;
  return (
    <>
      <Banner
        tone={skippedCount > 0 ? 'warning' : 'positive'}
        title={skippedCount > 0 ? `Done, with ${formatNoun(skippedCount, 'figure')} left out` : 'Done'}
      >
        {formatNoun(figures, 'figure')} in {formatNoun(files, 'file')}, {formatBytes(bytes)}, in{' '}
        <code>{out}</code>
      </Banner>
      <Table
        label="Figures by licence"
        rows={Object.entries(byLicense)}
        rowKey={([license]) => license}
        columns={[
          { key: 'license', head: 'Licence', cell: ([license]) => license },
          {
            key: 'count',
            head: 'Figures',
            numeric: true,
            width: '110px',
            cell: ([, count]) => formatCount(count),
          },
        ]}
      />
      {skipped.length > 0 && (
        <Table
          label="Figures left out"
          rows={skipped.slice(0, shown)}
          rowKey={({ figure }) => figure}
          columns={[
            { key: 'figure', head: 'Left out', width: '180px', cell: ({ figure }) => figure },
            { key: 'why', head: 'Why', cell: ({ message }) => message },
          ]}
        />
      )}
      {skippedCount > shown && <p className={styles.words}>skipped.csv names them all.</p>}
    </>
  );
}
