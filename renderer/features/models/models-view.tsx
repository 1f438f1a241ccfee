/** Models and devices: what is installed, what is inside, what can be done with it, and what this machine computes on. */
import { type DragEvent, useMemo, useState } from 'react';
import type { ModelSummary } from '#app/domain/model.ts';
import { testEngines } from '#renderer/stores/engines-store.ts';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import { type PaletteCommand, usePaletteCommands } from '#renderer/stores/palette-store.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import { carriesFiles, droppedFiles } from '#renderer/ui/dropped-files.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { SidePane } from '#renderer/ui/pane.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { useRememberedFlag } from '#renderer/ui/use-remembered.ts';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { Devices } from './devices.tsx';
import { type ModelTask, ModelTaskDialog } from './model-task-dialog.tsx';
import { ModelPage } from './model-page.tsx';
import { ModelsPane, steppedTo } from './models-pane.tsx';
import styles from './models-view.module.css';

export function ModelsView() {
  const models = useModelsStore((state) => state.models);
  const chosen = useRouteStore((state) => state.route.subject);
  const [task, setTask] = useState<ModelTask>();
  const [paneOpen, setPaneOpen] = useRememberedFlag('open.models.list', true);
  const model = models?.find(({ name }) => name === chosen) ?? models?.[0];
  useModelCommands(model, setTask);
  const go = (places: number) => (): void => {
    const next = models?.[steppedTo(models, model?.name, places)];
    if (next) openModel(next.name);
  };
  useShortcuts([
    { keys: ['Ctrl+B'], run: () => setPaneOpen(!paneOpen) },
    { keys: ['J'], run: go(1) },
    { keys: ['K'], run: go(-1) },
  ]);
  const onDrop = (event: DragEvent): void => {
    if (!carriesFiles(event.dataTransfer)) return;
    // Else the window would take the files for figures.
    event.preventDefault();
    event.stopPropagation();
    void droppedFiles(event.dataTransfer).then((files) => {
      if (files.length > 0) setTask({ kind: 'import', source: { kind: 'files', files } });
    });
  };
  return (
    <div className={styles.view} onDrop={onDrop}>
      <TopBar>
        <h1 className={styles.title}>Models and devices</h1>
      </TopBar>
      <SidePane
        id="models.list"
        label="Models"
        side="left"
        min={200}
        initial={262}
        max={420}
        open={paneOpen}
        onOpenChange={setPaneOpen}
      >
        <ModelsPane
          models={models}
          current={model?.name}
          onOpen={openModel}
          onTask={setTask}
          onHide={() => setPaneOpen(false)}
        />
      </SidePane>
      <div className={styles.centre}>
        {models === undefined && (
          <div className={styles.wait}>
            <WaitNote what="Reading the models" />
          </div>
        )}
        {models?.length === 0 && (
          <EmptyState
            title="No model yet"
            action={<Button onClick={() => setTask({ kind: 'import' })}>Import a model</Button>}
          >
            Train one on the sample corpus, download one, or drop a folder with the files of a model.
          </EmptyState>
        )}
        {chosen !== undefined && models && model?.name !== chosen && (
          <output className={styles.gone}>There is no model {chosen} any more.</output>
        )}
        {model && <ModelPage key={model.name} model={model} onTask={setTask} />}
        <Devices />
      </div>
      <ModelTaskDialog task={task} onClose={() => setTask(undefined)} onOpen={openModel} />
    </div>
  );
}

const openModel = (name: string): void => navigate({ view: 'models', subject: name, params: {} });

/** What the palette can do in this view. */
function useModelCommands(model: ModelSummary | undefined, onTask: (task: ModelTask) => void): void {
  const commands = useMemo((): readonly PaletteCommand[] => {
    const group = 'Models';
    return [
      { id: 'model-import', group, label: 'Import a model…', run: () => onTask({ kind: 'import' }) },
      { id: 'model-download', group, label: 'Download a model…', run: () => onTask({ kind: 'download' }) },
      ...(model === undefined
        ? []
        : [
            {
              id: 'model-embed',
              group,
              label: `Embed a corpus with ${model.name}…`,
              run: () => onTask({ kind: 'embed', model }),
            },
            {
              id: 'model-export',
              group,
              label: `Export ${model.name}…`,
              run: () => onTask({ kind: 'export', model, format: 'openclip' }),
            },
          ]),
      { id: 'engine-test', group, label: 'Run the self-test of every engine', run: () => void testEngines() },
    ];
  }, [model, onTask]);
  usePaletteCommands('models', commands);
}
