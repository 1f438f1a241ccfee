import { LayoutGrid, ShieldCheck, X } from 'lucide-react';
import { useState } from 'react';
import type { CheckReport } from '#app/domain/check.ts';
import type { Job } from '#app/domain/job.ts';
import { type CheckDepth, showCheck, startCheck, useCheckJob } from '#renderer/stores/check-store.ts';
import { chooseCorpus, useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { cancelJob, isActive } from '#renderer/stores/jobs-store.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { CorpusSwitch } from '#renderer/ui/corpus-switch.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatDuration } from '#renderer/ui/format.ts';
import { JobProgress } from '#renderer/ui/job-progress.tsx';
import { Tabs } from '#renderer/ui/tabs.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { LeakList } from './leak-list.tsx';
import { ProblemList } from './problem-list.tsx';
import { useCheckReport } from './use-check-report.ts';
import { leaksOf, verdictOf } from './words.ts';
import styles from './check-view.module.css';

/** Is a corpus whole, and does anything leak from one split into another? */
export function CheckView() {
  const route = useRouteStore((state) => state.route);
  const { corpora, lastCorpus } = useCorporaStore();
  const asked = route.view === 'check' ? route.subject : undefined;
  const corpus = corpora && chooseCorpus(corpora, asked, lastCorpus);
  const job = useCheckJob(corpus, route.view === 'check' ? route.params['job'] : undefined);
  return (
    <div className={styles.view}>
      <TopBar>
        <VisuallyHidden>
          <h1>Check of {corpus}</h1>
        </VisuallyHidden>
        <CorpusSwitch
          current={corpus}
          corpora={corpora ?? []}
          onChange={(name) => showCheck(name)}
          more={[
            {
              kind: 'item',
              label: 'Browse this corpus',
              icon: LayoutGrid,
              onSelect: () => navigate({ view: 'corpus', subject: corpus, params: {} }),
            },
          ]}
        />
        {corpus !== undefined && job && !isActive(job) && (
          <span className={styles.end}>
            <CheckButtons corpus={corpus} />
          </span>
        )}
      </TopBar>
      {corpus !== undefined && <CheckOf corpus={corpus} job={job} />}
    </div>
  );
}

function CheckButtons({ corpus, primary = false }: { corpus: string; primary?: boolean }) {
  const [busy, setBusy] = useState<CheckDepth>();
  const start = async (depth: CheckDepth): Promise<void> => {
    setBusy(depth);
    await startCheck(corpus, depth);
    setBusy(undefined);
  };
  return (
    <span className={styles.buttons}>
      <Button
        variant={primary ? 'primary' : 'default'}
        icon={ShieldCheck}
        busy={busy === 'quick'}
        onClick={() => void start('quick')}
      >
        Check quickly
      </Button>
      <Button busy={busy === 'full'} onClick={() => void start('full')}>
        Check everything
      </Button>
    </span>
  );
}

function CheckOf({ corpus, job }: { corpus: string; job: Job | undefined }) {
  const { report, error, retry } = useCheckReport(job);
  if (!job) {
    return (
      <EmptyState title={`${corpus} was not checked yet`} action={<CheckButtons corpus={corpus} primary />}>
        A check looks for damage of the database, the text index, vectors and images, and for figures that are
        in two splits. The quick one takes up to about a minute and looks at samples where there is too much;
        the full one reads every image and vector. Neither changes anything.
      </EmptyState>
    );
  }
  if (isActive(job)) {
    return (
      <section className={styles.running} aria-label="Progress">
        <JobProgress job={job} />
        <Button icon={X} onClick={() => void cancelJob(job.id)}>
          Cancel
        </Button>
      </section>
    );
  }
  if (job.state !== 'done') {
    return (
      <ErrorState
        title={job.state === 'cancelled' ? 'The check was cancelled' : 'The check failed'}
        message={job.error?.message ?? 'It was stopped before its end and changed nothing.'}
        remedy={job.error?.remedy}
        action={<CheckButtons corpus={corpus} />}
      />
    );
  }
  if (error) {
    return (
      <ErrorState
        title="The report is not there any more"
        message={error.message}
        remedy={error.remedy}
        onRetry={retry}
        action={<CheckButtons corpus={corpus} />}
      />
    );
  }
  if (!report) {
    return (
      <div className={styles.wait}>
        <WaitNote what="Reading the report" />
      </div>
    );
  }
  return <Report key={job.id} report={report} />;
}

function Report({ report }: { report: CheckReport }) {
  const leaks = leaksOf(report);
  const [tab, setTab] = useState<'problems' | 'leaks' | 'looked'>(
    report.problems.length === 0 && leaks > 0 ? 'leaks' : 'problems',
  );
  const { tone, title, text } = verdictOf(report);
  return (
    <>
      <section className={styles.verdict} aria-label="Verdict">
        <Banner tone={tone} title={title}>
          {text}
        </Banner>
      </section>
      <div className={styles.body}>
        <Tabs
          label="Report"
          value={tab}
          onChange={setTab}
          entries={[
            {
              value: 'problems',
              label: 'Problems',
              count: report.problems.length,
              content: <ProblemList problems={report.problems} />,
            },
            {
              value: 'leaks',
              label: 'Leaks between splits',
              count: leaks,
              content: <LeakList report={report} />,
            },
            { value: 'looked', label: 'What was looked at', content: <Looked report={report} /> },
          ]}
        />
      </div>
    </>
  );
}

const Looked = ({ report }: { report: CheckReport }) => (
  <div className={styles.looked}>
    <p>In {formatDuration(report.seconds * 1000)}:</p>
    <ul>
      {report.looked.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  </div>
);
