/** Models: what is installed, where it came from, and its passport; the engines of this machine with their self-test. */
import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatBytes, formatCount, formatMoment } from '#renderer/ui/format.ts';
import { SidePane } from '#renderer/ui/pane.tsx';
import { Table } from '#renderer/ui/table.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { Engines } from './engines.tsx';
import { ImportModelDialog } from './import-model-dialog.tsx';
import { ModelDetails } from './model-details.tsx';
import styles from './models-view.module.css';

const origins = { 'built-in': 'shipped', imported: 'imported', run: 'trained here' } as const;

export function ModelsView() {
  const models = useModelsStore((state) => state.models);
  const chosen = useRouteStore((state) => state.route.subject);
  const [importing, setImporting] = useState(false);
  const model = models?.find(({ name }) => name === chosen) ?? models?.[0];
  return (
    <div className={styles.view}>
      <TopBar>
        <h1 className={styles.title}>Models</h1>
        <Button icon={Upload} onClick={() => setImporting(true)}>
          Import a model
        </Button>
      </TopBar>
      <div className={styles.centre}>
        {models === undefined && <WaitNote what="Reading the models" />}
        {models?.length === 0 && (
          <EmptyState title="No model yet">
            Train one on the sample corpus, or import a folder with open_clip names.
          </EmptyState>
        )}
        {models && models.length > 0 && (
          <Table
            label="Models"
            rows={models}
            rowKey={({ name }) => name}
            selectedKey={model?.name}
            onSelect={({ name }) => navigate({ view: 'models', subject: name, params: {} })}
            roomy
            columns={[
              {
                key: 'name',
                head: 'Model',
                cell: ({ name }) => (
                  <button
                    type="button"
                    className={styles.name}
                    aria-pressed={name === model?.name}
                    onClick={() => navigate({ view: 'models', subject: name, params: {} })}
                  >
                    {name}
                  </button>
                ),
              },
              {
                key: 'origin',
                head: 'From',
                width: '110px',
                cell: ({ origin }) => (
                  <Badge tone={origin === 'run' ? 'accent' : 'neutral'}>{origins[origin]}</Badge>
                ),
              },
              {
                key: 'parameters',
                head: 'Parameters',
                numeric: true,
                width: '110px',
                cell: ({ parameters }) => formatCount(parameters),
              },
              {
                key: 'image',
                head: 'Image',
                numeric: true,
                width: '70px',
                cell: ({ imageSize }) => `${imageSize} px`,
              },
              {
                key: 'context',
                head: 'Tokens',
                numeric: true,
                width: '70px',
                cell: ({ contextLength }) => formatCount(contextLength),
              },
              {
                key: 'size',
                head: 'On disk',
                numeric: true,
                width: '80px',
                cell: ({ sizeBytes }) => formatBytes(sizeBytes),
              },
              {
                key: 'made',
                head: 'Made',
                width: '120px',
                cell: ({ createdAt, origin }) =>
                  origin === 'built-in' ? 'with Figscope' : formatMoment(createdAt),
              },
            ]}
          />
        )}
        <Engines />
      </div>
      {model && (
        <SidePane id="models.details" label="Model" side="right" min={300} initial={400} max={560}>
          <ModelDetails key={model.name} model={model} />
        </SidePane>
      )}
      <ImportModelDialog open={importing} onClose={() => setImporting(false)} />
    </div>
  );
}
