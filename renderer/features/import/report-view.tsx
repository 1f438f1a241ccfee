import { Search, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useJob } from '#renderer/stores/jobs-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { useRouteStore } from '#renderer/stores/route-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { SidePane } from '#renderer/ui/pane.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { Toolbar } from '#renderer/ui/toolbar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { ReasonsPane } from './reasons-pane.tsx';
import { RejectedList } from './rejected-list.tsx';
import { foundRejections, type RejectionCode, rejectionsAsCsv } from './report-reasons.ts';
import { ReportSummary } from './report-summary.tsx';
import { useReport } from './use-report.ts';
import styles from './report-view.module.css';

/** What an import took, and every item that it did not take, with the reason. */
export function ReportView() {
  const id = useRouteStore((state) => (state.route.view === 'import' ? state.route.subject : undefined));
  const job = useJob(id);
  const { report, error, retry } = useReport(id, job);
  const [reason, setReason] = useState<RejectionCode>();
  const [wanted, setWanted] = useState('');
  const found = useMemo(
    () => foundRejections(report?.rejected ?? [], reason, wanted),
    [report, reason, wanted],
  );
  const title = job?.title ?? 'Import';
  return (
    <div className={styles.view}>
      <TopBar>
        <p className={styles.crumb}>
          <a href={linkTo('jobs')}>Jobs</a>
          <span aria-hidden="true">›</span>
        </p>
        <h1 className={styles.title}>{title}</h1>
      </TopBar>
      {!report && error && (
        <ErrorState
          title="The report cannot be read"
          message={error.message}
          remedy={error.remedy}
          onRetry={retry}
        />
      )}
      {!report && !error && (
        <div className={styles.wait}>
          <WaitNote what="Reading the report" />
        </div>
      )}
      {report && (
        <>
          <ReportSummary report={report} job={job} />
          <div className={styles.body}>
            <SidePane id="report.reasons" label="Reasons" side="left" min={200} initial={262} max={420}>
              <ReasonsPane rejected={report.rejected} reason={reason} onReason={setReason} />
            </SidePane>
            <section className={styles.list} aria-label="Rejected items">
              {report.rejected.length === 0 ? (
                <EmptyState title="Nothing was rejected">
                  Every figure of the source has a caption and an image that can be decoded.
                </EmptyState>
              ) : (
                <>
                  <Toolbar
                    end={
                      <>
                        <span className={styles.count}>
                          {formatCount(found.length)} of {formatCount(report.rejected.length)}
                        </span>
                        <Button
                          size="small"
                          variant="quiet"
                          icon={Upload}
                          onClick={() => saveText(`${report.corpus}-rejected.csv`, rejectionsAsCsv(found))}
                        >
                          Save list
                        </Button>
                      </>
                    }
                  >
                    <TextField
                      className={styles.find}
                      label="Find an article, figure or message"
                      placeholder="Article, figure or message"
                      hideLabel
                      icon={Search}
                      value={wanted}
                      onChange={(event) => setWanted(event.currentTarget.value)}
                    />
                  </Toolbar>
                  <RejectedList items={found} />
                </>
              )}
            </section>
          </div>
        </>
      )}
    </div>
  );
}

/** Offers text as a file, by the browser's own download. */
function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
