/** The run in the top bar: its name, how far it is, and the one thing to do with it. */
import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import type { RunSummary } from '#app/domain/run.ts';
import { host } from '#renderer/stores/client.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatDuration, formatShare } from '#renderer/ui/format.ts';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { isLive } from './runs-pane.tsx';
import styles from './run-top-bar.module.css';

export function RunTopBar({ run }: { run: RunSummary | undefined }) {
  if (!run) {
    return (
      <TopBar>
        <h1 className={styles.title}>Train</h1>
      </TopBar>
    );
  }
  const live = isLive(run.status);
  return (
    <TopBar>
      <h1 className={styles.title}>{run.id}</h1>
      <Badge tone={live ? 'positive' : run.status === 'failed' ? 'danger' : 'neutral'}>
        {live ? 'live' : run.status}
      </Badge>
      <span className={styles.on}>on {run.corpus}</span>
      {run.steps > 0 && (
        <>
          <span className={styles.bar}>
            <ProgressBar
              label={`Progress of ${run.id}`}
              done={run.step}
              total={run.steps}
              state={
                live
                  ? 'running'
                  : run.status === 'failed'
                    ? 'failed'
                    : run.status === 'done'
                      ? 'done'
                      : 'paused'
              }
            />
          </span>
          <span className={styles.left}>
            {formatShare(run.step, run.steps)}
            {run.etaMs !== undefined && ` · ${formatDuration(run.etaMs)} left`}
          </span>
        </>
      )}
      <RunButton key={run.id} run={run} />
    </TopBar>
  );
}

/** Stop while it trains, resume while it rests. */
function RunButton({ run }: { run: RunSummary }) {
  const [busy, setBusy] = useState(false);
  const act = async (verb: 'stop' | 'resume') => {
    setBusy(true);
    recordCommand(`figscope runs ${verb} ${run.id}`);
    try {
      await host()[`runs.${verb}`]({ run: run.id });
    } catch (error) {
      showFailure(verb === 'stop' ? 'Not stopped' : 'Not resumed', error);
    } finally {
      setBusy(false);
    }
  };
  if (run.status === 'running' || run.status === 'queued' || run.status === 'stopping') {
    return (
      <Button icon={Square} busy={busy || run.status === 'stopping'} onClick={() => void act('stop')}>
        {run.status === 'stopping' ? 'Stopping' : 'Stop after this step'}
      </Button>
    );
  }
  if (run.status === 'done') return null;
  return (
    <Button variant="primary" icon={Play} busy={busy} onClick={() => void act('resume')}>
      Resume
    </Button>
  );
}
