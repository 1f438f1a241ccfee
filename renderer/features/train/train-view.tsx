/** Train: runs at the left, their curves in the middle, what a run is and how it goes at the right. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useRunsStore } from '#renderer/stores/runs-store.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { HidePane, SidePane } from '#renderer/ui/pane.tsx';
import { usePaneOpen } from '#renderer/ui/use-pane-open.ts';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { NewRunDialog } from './new-run-dialog.tsx';
import { RunCharts } from './run-charts.tsx';
import { RunDetails } from './run-details.tsx';
import { RunsPane } from './runs-pane.tsx';
import { RunTopBar } from './run-top-bar.tsx';
import styles from './train-view.module.css';

export function TrainView() {
  const runs = useRunsStore((state) => state.runs);
  const chosen = useRouteStore((state) => state.route.subject);
  const [starting, setStarting] = useState(false);
  const [detailsOpen, setDetailsOpen] = usePaneOpen('train.details');
  const run = runs?.find((candidate) => candidate.id === chosen) ?? runs?.[0];
  const open = (id: string) => navigate({ view: 'train', subject: id, params: {} });
  const newRun = (
    <Button
      variant={runs?.length === 0 ? 'primary' : 'default'}
      icon={Plus}
      onClick={() => setStarting(true)}
    >
      New run
    </Button>
  );
  return (
    <div className={styles.view}>
      <RunTopBar run={run} />
      {runs === undefined && <WaitNote what="Reading the runs" />}
      {runs?.length === 0 && (
        <EmptyState title="No run yet" action={newRun}>
          Train a small model on the sample corpus and watch its contrastive loss leave the chance line. It
          takes a few minutes on two CPU cores.
        </EmptyState>
      )}
      {runs && run && (
        <>
          <SidePane id="train.runs" label="Runs" side="left" min={200} initial={248} max={420}>
            <RunsPane runs={runs} current={run.id} onOpen={open} action={newRun} />
          </SidePane>
          <RunCharts key={run.id} run={run} />
          <SidePane
            id="train.details"
            label="Run"
            side="right"
            min={260}
            initial={316}
            max={560}
            open={detailsOpen}
            onOpenChange={setDetailsOpen}
          >
            <RunDetails
              key={run.id}
              run={run}
              hide={<HidePane label="Run" side="right" onHide={() => setDetailsOpen(false)} />}
            />
          </SidePane>
        </>
      )}
      <NewRunDialog
        open={starting}
        onClose={() => setStarting(false)}
        onStarted={(id) => {
          setStarting(false);
          open(id);
        }}
      />
    </div>
  );
}
