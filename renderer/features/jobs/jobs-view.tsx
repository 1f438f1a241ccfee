import { useState } from 'react';
import { useJobsStore } from '#renderer/stores/jobs-store.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { JobItem } from './job-item.tsx';
import { groupJobs } from './job-groups.ts';
import styles from './jobs-view.module.css';

/** Long work: what runs, what waits, what came out. */
export function JobsView() {
  const [openedAt] = useState(() => new Date());
  const jobs = useJobsStore((state) => state.jobs);
  const running = jobs?.filter((job) => job.state === 'running').length ?? 0;
  const paused = jobs?.filter((job) => job.state === 'paused').length ?? 0;
  const waiting = jobs?.filter((job) => job.state === 'queued').length ?? 0;
  return (
    <div className={styles.view}>
      <TopBar>
        <h1>Jobs</h1>
        <span className={styles.count}>
          {[
            ...(running > 0 || paused + waiting === 0 ? [`${running} running`] : []),
            ...(paused > 0 ? [`${paused} paused`] : []),
            ...(waiting > 0 ? [`${waiting} waiting`] : []),
          ].join(', ')}
        </span>
      </TopBar>
      {!jobs && (
        <div className={styles.wait}>
          <WaitNote what="Reading the jobs" />
        </div>
      )}
      {jobs?.length === 0 && (
        <EmptyState title="No jobs yet" action={<Button onClick={() => openImport()}>Import figures</Button>}>
          Imports, embeddings, training and evaluation show up here with their progress. They go on when this
          window is closed.
        </EmptyState>
      )}
      {jobs && jobs.length > 0 && (
        <div className={styles.list}>
          {groupJobs(jobs, openedAt).map((group) => (
            <section key={group.title} className={styles.group} aria-label={group.title}>
              <h2 className={styles.title}>{group.title}</h2>
              {group.jobs.map((job) => (
                <JobItem key={job.id} job={job} />
              ))}
            </section>
          ))}
          <p className={styles.note}>Jobs go on when this window is closed.</p>
        </div>
      )}
    </div>
  );
}
