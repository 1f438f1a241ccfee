import type { ImportReport, Job } from '#app/domain/job.ts';
import { isActive } from '#renderer/stores/jobs-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { formatCount, formatDuration, formatNoun } from '#renderer/ui/format.ts';
import styles from './report-summary.module.css';

/** The verdict in a sentence, and the counts. */
export function ReportSummary({ report, job }: { report: ImportReport; job: Job | undefined }) {
  const rejected = report.rejected.length;
  const running = job !== undefined && isActive(job);
  const title = running
    ? 'Running'
    : job?.state === 'failed'
      ? (job.error?.message ?? 'The import failed')
      : job?.state === 'cancelled'
        ? 'Cancelled before the end'
        : rejected > 0
          ? `Done, with ${formatNoun(rejected, 'item')} left out`
          : 'Done';
  const tone = job?.state === 'failed' ? 'danger' : running ? 'info' : rejected > 0 ? 'warning' : 'positive';
  const perSecond = report.seconds > 0 ? report.figures / report.seconds : 0;
  return (
    <section className={styles.summary} aria-label="Summary">
      <div className={styles.banner}>
        <Banner tone={tone} title={title}>
          {formatNoun(report.figures, 'figure')} added to{' '}
          <a href={linkTo('corpus', report.corpus)}>{report.corpus}</a>
          {report.unchanged > 0 && `, ${formatCount(report.unchanged)} were there already`}
          {(report.nowLocal ?? 0) > 0 &&
            `, ${formatNoun(report.nowLocal ?? 0, 'figure')} that had been left on the server now local`}
          . Nothing was guessed or half-imported. Running the same import again adds only what is missing.
        </Banner>
      </div>
      <dl className={styles.numbers}>
        <Number value={formatCount(report.articles)} name="articles" />
        <Number value={formatCount(report.figures)} name="figures added" />
        <Number value={formatCount(rejected)} name="rejected" warn={rejected > 0} />
        <Number value={formatDuration(report.seconds * 1000)} name={`${formatCount(perSecond)} figures/s`} />
      </dl>
    </section>
  );
}

const Number = ({ value, name, warn }: { value: string; name: string; warn?: boolean }) => (
  <div className={styles.number}>
    <dd className={styles.value} data-warn={warn || undefined}>
      {value}
    </dd>
    <dt className={styles.name}>{name}</dt>
  </div>
);
