/** Export a model for another program, into a folder of the host. */
import { Copy, FolderTree } from 'lucide-react';
import { useState } from 'react';
import type { ExportFormat, ModelSummary } from '#app/domain/model.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { listHostFolder } from '#renderer/stores/host-files.ts';
import { type Exported, exportLine, exportModel } from '#renderer/stores/model-actions.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { HostBrowser } from '#renderer/ui/host-browser.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Table } from '#renderer/ui/table.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import { exportFormatNames } from './export-formats.ts';
import styles from './dialog-form.module.css';

export function ExportDialog(props: {
  model: ModelSummary;
  initialFormat: ExportFormat;
  onClose: () => void;
}) {
  const { model, initialFormat, onClose } = props;
  const home = useSessionStore((state) => state.session?.home);
  const [format, setFormat] = useState(initialFormat);
  const [typed, setTyped] = useState<string>();
  const [browsing, setBrowsing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorRecord>();
  const [exported, setExported] = useState<Exported>();
  const folderName = `${model.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}-${format}`;
  const out = typed ?? (home === undefined ? '' : `${home}/exports/${folderName}`);
  const start = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      setExported(await exportModel({ model: model.name, format, out }));
    } catch (error) {
      setProblem(errorRecord(error));
    } finally {
      setBusy(false);
    }
  };
  if (exported) return <Done model={model} exported={exported} onClose={onClose} />;
  if (browsing) {
    return (
      <Dialog open onClose={onClose} title={`Export ${model.name}`} size="medium">
        <HostBrowser
          list={listHostFolder}
          foldersOnly
          hint={`A new folder ${folderName} is made in the one you choose.`}
          onChoose={(path) => {
            setTyped(`${path.replace(/[/\\]$/, '')}/${folderName}`);
            setBrowsing(false);
          }}
          onCancel={() => setBrowsing(false)}
        />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={`Export ${model.name}`}
      action="Export"
      size="medium"
      busy={busy}
      ready={out !== ''}
      onSubmit={() => void start()}
      onClose={onClose}
    >
      <div>
        <Segmented
          label="Format"
          value={format}
          onChange={setFormat}
          segments={(['openclip', 'safetensors', 'onnx'] as const).map((value) => ({
            value,
            label: exportFormatNames[value].label,
          }))}
        />
        <p className={styles.words}>{exportFormatNames[format].about}</p>
      </div>
      <div className={styles.withButton}>
        <TextField
          label="Folder on the host"
          value={out}
          hint="A new or an empty folder"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button icon={FolderTree} onClick={() => setBrowsing(true)}>
          Choose
        </Button>
      </div>
      {problem ? (
        <Banner tone="danger" title={problem.message}>
          {problem.remedy}
        </Banner>
      ) : (
        <CommandNote line={exportLine({ model: model.name, format, out })} />
      )}
    </FormDialog>
  );
}

const Done = (props: { model: ModelSummary; exported: Exported; onClose: () => void }) => {
  const { model, exported, onClose } = props;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Exported ${model.name}`}
      size="medium"
      foot={
        <>
          <Button icon={Copy} onClick={() => void copyText(exported.folder, 'Path copied')}>
            Copy the path
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className={styles.result}>
        <p className={styles.words}>
          {formatBytes(exported.bytes)} in <code>{exported.folder}</code>
        </p>
        <Table
          label="Exported files"
          rows={exported.files}
          rowKey={({ name }) => name}
          columns={[
            { key: 'name', head: 'File', cell: ({ name }) => name },
            {
              key: 'size',
              head: 'Size',
              numeric: true,
              width: '110px',
              cell: ({ sizeBytes }) => formatBytes(sizeBytes),
            },
          ]}
        />
      </div>
    </Dialog>
  );
};
