/** One model: what it is and where it came from, what can be done with it, and what is inside. */
import { Ellipsis, FileOutput, ListPlus, ScanText, Tag, Trash2, ZoomIn } from 'lucide-react';
import { useState } from 'react';
import type { ExportFormat, ModelSummary } from '#app/domain/model.ts';
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { Tabs } from '#renderer/ui/tabs.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { ConfigurationTab } from './configuration-tab.tsx';
import { embeddingsOf } from './embeddings-of.ts';
import { EmbeddingsTab } from './embeddings-tab.tsx';
import { exportFormatNames } from './export-formats.ts';
import type { ModelTask } from './model-task-dialog.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { TensorsTab } from './tensors-tab.tsx';
import { type DetailState, useModelDetail } from './use-model-detail.ts';
import styles from './model-page.module.css';

type Tab = 'overview' | 'tensors' | 'configuration' | 'embeddings';

export function ModelPage({ model, onTask }: { model: ModelSummary; onTask: (task: ModelTask) => void }) {
  const [tab, setTab] = useState<Tab>('overview');
  const [state, retry] = useModelDetail(model);
  const embeddings = embeddingsOf(
    model,
    useCorporaStore((corpora) => corpora.corpora),
  );
  const detail = state.kind === 'read' ? state.detail : undefined;
  return (
    <section className={styles.page} aria-label={model.name}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h2 className={styles.name}>{model.name}</h2>
          <p className={styles.about}>
            Images of {model.imageSize} px, texts of {model.contextLength} tokens. Licence: {model.license}
            {/[.!?]$/.test(model.license) ? '' : '.'}
          </p>
        </div>
        <ModelActions model={model} onTask={onTask} />
      </header>
      <Tabs
        label={`Parts of ${model.name}`}
        value={tab}
        onChange={setTab}
        entries={[
          {
            value: 'overview',
            label: 'Overview',
            content: (
              <>
                <OverviewTab model={model} detail={detail} />
                {state.kind !== 'read' && <NotRead state={state} onRetry={retry} />}
              </>
            ),
          },
          {
            value: 'tensors',
            label: 'Tensors',
            ...(detail ? { count: detail.tensors.length } : {}),
            content: detail ? <TensorsTab detail={detail} /> : <NotRead state={state} onRetry={retry} />,
          },
          {
            value: 'configuration',
            label: 'Configuration',
            content: detail ? (
              <ConfigurationTab detail={detail} />
            ) : (
              <NotRead state={state} onRetry={retry} />
            ),
          },
          {
            value: 'embeddings',
            label: 'Embeddings',
            count: embeddings.length,
            content: <EmbeddingsTab model={model} embeddings={embeddings} />,
          },
        ]}
      />
    </section>
  );
}

function NotRead({ state, onRetry }: { state: DetailState; onRetry: () => void }) {
  if (state.kind === 'failed')
    return (
      <ErrorState
        title="This model cannot be read"
        message={state.error.message}
        remedy={state.error.remedy}
        onRetry={onRetry}
      />
    );
  return (
    <div className={styles.wait}>
      <WaitNote what="Reading the model" />
    </div>
  );
}

function ModelActions({ model, onTask }: { model: ModelSummary; onTask: (task: ModelTask) => void }) {
  const exporting = (format: ExportFormat): MenuEntry => ({
    kind: 'item',
    label: `${exportFormatNames[format].label}…`,
    onSelect: () => onTask({ kind: 'export', model, format }),
  });
  const open = (view: string) => () => navigate({ view, subject: undefined, params: { model: model.name } });
  return (
    <div className={styles.actions}>
      <Button icon={ListPlus} onClick={() => onTask({ kind: 'embed', model })}>
        Embed a corpus
      </Button>
      <Menu
        align="end"
        trigger={<Button icon={FileOutput}>Export</Button>}
        entries={[exporting('openclip'), exporting('safetensors'), exporting('onnx')]}
      />
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} label={`More for ${model.name}`} />}
        entries={[
          { kind: 'item', label: 'Classify images with it', icon: ScanText, onSelect: open('classify') },
          { kind: 'item', label: 'Retrieve with it', icon: ZoomIn, onSelect: open('retrieve') },
          ...(model.origin === 'run'
            ? ([
                { kind: 'line' },
                {
                  kind: 'item',
                  label: 'Keep these weights…',
                  icon: Tag,
                  onSelect: () => onTask({ kind: 'keep', model }),
                },
              ] as const)
            : []),
          ...(model.origin === 'imported'
            ? ([
                { kind: 'line' },
                {
                  kind: 'item',
                  label: 'Remove…',
                  icon: Trash2,
                  danger: true,
                  onSelect: () => onTask({ kind: 'remove', model }),
                },
              ] as const)
            : []),
        ]}
      />
    </div>
  );
}
