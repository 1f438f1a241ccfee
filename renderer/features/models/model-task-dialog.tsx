/** The dialog of what a person wants to do with models: one at a time. */
import type { ExportFormat, ModelSummary } from '#app/domain/model.ts';
import type { ChosenSource } from '#renderer/stores/upload.ts';
import { DownloadDialog } from './download-dialog.tsx';
import { EmbedDialog } from './embed-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ImportModelDialog } from './import-model-dialog.tsx';
import { KeepDialog } from './keep-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

export type ModelTask =
  | { readonly kind: 'import'; readonly source?: ChosenSource }
  | { readonly kind: 'download' }
  | { readonly kind: 'export'; readonly model: ModelSummary; readonly format: ExportFormat }
  | { readonly kind: 'embed'; readonly model: ModelSummary }
  | { readonly kind: 'keep'; readonly model: ModelSummary }
  | { readonly kind: 'remove'; readonly model: ModelSummary };

export function ModelTaskDialog({
  task,
  onClose,
  onOpen,
}: {
  task: ModelTask | undefined;
  onClose: () => void;
  /** Shows a model that came of it. */
  onOpen: (model: string) => void;
}) {
  const opened = (name: string): void => {
    onClose();
    onOpen(name);
  };
  switch (task?.kind) {
    case undefined:
      return null;
    case 'import':
      return <ImportModelDialog given={task.source} onClose={onClose} onImported={opened} />;
    case 'download':
      return <DownloadDialog onClose={onClose} />;
    case 'export':
      return <ExportDialog model={task.model} initialFormat={task.format} onClose={onClose} />;
    case 'embed':
      return <EmbedDialog model={task.model} onClose={onClose} />;
    case 'keep':
      return <KeepDialog model={task.model} onClose={onClose} onKept={opened} />;
    case 'remove':
      return <RemoveDialog model={task.model} onClose={onClose} />;
  }
}
