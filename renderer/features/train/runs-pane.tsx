/** The list of runs: one is open; its state is a dot and a word. */
import type { ReactNode } from 'react';
import type { RunSummary } from '#app/domain/run.ts';
import { Dot, type Tone } from '#renderer/ui/badge.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { PaneBody, PaneHead } from '#renderer/ui/pane.tsx';
import { linkTo } from '#renderer/stores/route.ts';
import styles from './runs-pane.module.css';

interface RunsPaneProps {
  runs: readonly RunSummary[];
  current: string;
  onOpen: (run: string) => void;
  action: ReactNode;
}

const tones: Readonly<Record<RunSummary['status'], Tone>> = {
  queued: 'neutral',
  running: 'positive',
  stopping: 'warning',
  stopped: 'neutral',
  done: 'neutral',
  failed: 'danger',
};

export const isLive = (status: RunSummary['status']): boolean =>
  status === 'running' || status === 'stopping';

export function RunsPane({ runs, current, onOpen, action }: RunsPaneProps) {
  return (
    <>
      <PaneHead
        title={
          <>
            Runs <span className={styles.count}>{runs.length}</span>
          </>
        }
      >
        <span className={styles.end}>{action}</span>
      </PaneHead>
      <PaneBody>
        <div className={styles.head} aria-hidden="true">
          <span>Name, step</span>
          <span>R@5 %</span>
        </div>
        <ul className={styles.list}>
          {runs.map((run) => (
            <li key={run.id}>
              <a
                className={classNames(styles.run, run.id === current && styles.current)}
                href={linkTo('train', run.id)}
                aria-current={run.id === current ? 'true' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  onOpen(run.id);
                }}
              >
                <span className={styles.name}>{run.id}</span>
                <span className={styles.step}>
                  {run.steps > 0 ? `${formatCount(run.step)} of ${formatCount(run.steps)}` : 'waiting'} ·{' '}
                  {run.status}
                </span>
                <span className={styles.recall}>{run.best ? (100 * meanR5(run.best)).toFixed(1) : '–'}</span>
                <span className={styles.state}>
                  <Dot
                    tone={tones[run.status]}
                    shape={isLive(run.status) ? 'haloed' : run.status === 'failed' ? 'filled' : 'hollow'}
                  />
                </span>
              </a>
            </li>
          ))}
        </ul>
      </PaneBody>
    </>
  );
}

export const meanR5 = (best: NonNullable<RunSummary['best']>): number =>
  (best.imageToText.r5 + best.textToImage.r5) / 2;
