/** Import a model: files that were dropped or chosen, what to call it, and what does not fit when it is refused. */
import { useEffect, useRef, useState } from 'react';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { listHostFolder } from '#renderer/stores/host-files.ts';
import { importLine, importModel, type ModelImport } from '#renderer/stores/model-actions.ts';
import { type ChosenSource, sourceName, type UploadProgress } from '#renderer/stores/upload.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatBytes, formatShare } from '#renderer/ui/format.ts';
import { HostBrowser } from '#renderer/ui/host-browser.tsx';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { SourceChooser } from '#renderer/ui/source-chooser.tsx';
import { SourceLine } from '#renderer/ui/source-line.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import { offeredPresets } from './refusal.ts';
import { Refusal } from './refusal-table.tsx';
import styles from './dialog-form.module.css';

export function ImportModelDialog({
  given,
  onClose,
  onImported,
}: {
  /** What was dropped on the view. */
  given: ChosenSource | undefined;
  onClose: () => void;
  onImported: (name: string) => void;
}) {
  const [source, setSource] = useState(given);
  const [browsing, setBrowsing] = useState(false);
  const [typedName, setName] = useState('');
  const [preset, setPreset] = useState<string>();
  const [presets, setPresets] = useState<readonly string[]>([]);
  const { progress, busy, problem, start, forget } = useImport(onImported, (error) => {
    const offered = offeredPresets(error.facts);
    if (offered.length > 0) setPresets(offered);
  });
  const name = typedName || (source ? proposedName(source) : '');
  const wanted: ModelImport | undefined = source && name !== '' ? { source, name, preset } : undefined;
  const choose = (next: ChosenSource | undefined): void => {
    setSource(next);
    setBrowsing(false);
    setPreset(undefined);
    setPresets([]);
    forget();
  };
  if (browsing) {
    return (
      <Dialog open onClose={onClose} title="Import a model" size="medium">
        <HostBrowser
          list={listHostFolder}
          hint="Open the folder of a model, or press one file of weights."
          onChoose={(path) => choose({ kind: 'path', path })}
          onCancel={() => setBrowsing(false)}
        />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Import a model"
      action="Import"
      size="medium"
      busy={busy}
      ready={wanted !== undefined}
      onSubmit={() => wanted && void start(wanted)}
      onClose={onClose}
    >
      {source ? (
        <SourceLine source={source} onRemove={() => choose(undefined)} />
      ) : (
        <SourceChooser
          title="Drop the folder of a model"
          hint="open_clip_config.json, config.json, the vocabulary, and weights as safetensors or torch files; checkpoints of open_clip (epoch_N.pt)"
          note="Files on the host are read where they are. Nothing in a torch file is ever run."
          onFiles={(files) => choose({ kind: 'files', files })}
          onBrowse={() => setBrowsing(true)}
        />
      )}
      <div className={styles.pair}>
        <TextField
          label="Name"
          placeholder="biomedclip"
          value={typedName || name}
          hint="What --model and the lists call it"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {presets.length > 0 && (
          <SelectField
            label="Built as"
            value={preset ?? null}
            placeholder="Choose what it is"
            options={presets.map((value) => ({ value, label: value }))}
            onChange={(value) => {
              setPreset(value);
              forget();
            }}
          />
        )}
      </div>
      {busy && source?.kind === 'files' && <Upload progress={progress} />}
      {problem && <Refusal error={problem} />}
      {wanted && !problem && <CommandNote line={importLine(wanted)} />}
    </FormDialog>
  );
}

/** The work of the dialog; closing the dialog stops it. */
function useImport(onImported: (name: string) => void, onRefused: (error: ErrorRecord) => void) {
  const [progress, setProgress] = useState<UploadProgress>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorRecord>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const start = async (wanted: ModelImport): Promise<void> => {
    const { signal } = leaving.current;
    setBusy(true);
    setProblem(undefined);
    try {
      const imported = await importModel(wanted, setProgress, signal);
      onImported(imported.name);
    } catch (error) {
      if (signal.aborted) return;
      const refused = errorRecord(error);
      setProblem(refused);
      onRefused(refused);
      setBusy(false);
    }
  };
  return { progress, busy, problem, start, forget: () => setProblem(undefined) };
}

const Upload = ({ progress }: { progress: UploadProgress | undefined }) => (
  <div>
    <ProgressBar label="Upload" done={progress?.sentBytes ?? 0} total={progress?.totalBytes} thick />
    <p className={styles.words} aria-live="polite">
      {progress
        ? progress.sentBytes < progress.totalBytes
          ? `${formatShare(progress.sentBytes, progress.totalBytes)}, ${formatBytes(progress.sentBytes)} of ${formatBytes(progress.totalBytes)} sent to the host`
          : 'Reading the model'
        : 'Starting'}
    </p>
  </div>
);

/** The last folder of the path, as far as it can be a name. */
function proposedName(source: ChosenSource): string {
  const last = sourceName(source).split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  return last
    .replace(/\.(pt|bin|safetensors)$/, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 64);
}
