/** Start a run: a preset and a corpus are enough; the few numbers that matter can be changed. */
import { Fragment, useEffect, useState } from 'react';
import type { RunOverrides, TrainPreset } from '#app/domain/run-config.ts';
import { host } from '#renderer/stores/client.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './new-run-dialog.module.css';

interface NewRunDialogProps {
  open: boolean;
  onClose: () => void;
  onStarted: (run: string) => void;
}

/** The keys worth a field; the others are set on the command line. */
const fields = [
  { key: 'batchSize', label: 'Batch', unit: 'pairs' },
  { key: 'epochs', label: 'Epochs', unit: 'passes' },
  { key: 'learningRate', label: 'Learning rate', unit: '' },
  { key: 'warmupSteps', label: 'Warm-up', unit: 'steps' },
  { key: 'weightDecay', label: 'Weight decay', unit: '' },
  { key: 'seed', label: 'Seed', unit: '' },
] as const;
type FieldKey = (typeof fields)[number]['key'];

/** What the schema fills in where a preset is silent. */
const defaults: Readonly<Record<FieldKey, number>> = {
  batchSize: 64,
  epochs: 30,
  learningRate: 1e-3,
  warmupSteps: 50,
  weightDecay: 0.2,
  seed: 0,
};

export function NewRunDialog({ open, onClose, onStarted }: NewRunDialogProps) {
  const corpora = useCorporaStore((state) => state.corpora) ?? [];
  const presets = usePresets(open);
  const [presetName, setPresetName] = useState('nano');
  const [corpusName, setCorpusName] = useState('sample');
  const [changed, setChanged] = useState<Partial<Record<FieldKey, string>>>({});
  const [busy, setBusy] = useState(false);
  const preset = presets.find((candidate) => candidate.name === presetName) ?? presets[0];
  const corpus = corpora.find((candidate) => candidate.name === corpusName) ?? corpora[0];
  const overrides = readOverrides(changed);
  const wrong = Object.values(overrides).some((value) => !Number.isFinite(value));
  const command = corpus && preset ? commandLine(corpus.name, preset.name, overrides) : '';

  const start = async () => {
    if (!corpus || !preset) return;
    setBusy(true);
    recordCommand(command);
    try {
      const { run } = await host()['runs.start']({
        corpus: corpus.name,
        preset: preset.name,
        set: overrides,
      });
      setChanged({});
      onStarted(run);
    } catch (error) {
      showFailure('The run was not started', error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <FormDialog
      open={open}
      title="New run"
      action="Start"
      busy={busy}
      ready={corpus !== undefined && preset !== undefined && !wrong}
      onSubmit={() => void start()}
      onClose={onClose}
    >
      <div className={styles.form}>
        <SelectField
          label="Preset"
          value={preset?.name ?? null}
          options={presets.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(name) => {
            setPresetName(name);
            setChanged({});
          }}
        />
        <SelectField
          label="Corpus"
          value={corpus?.name ?? null}
          options={corpora.map(({ name, pairs }) => ({
            value: name,
            label: name,
            detail: `${formatCount(pairs)} pairs`,
          }))}
          onChange={setCorpusName}
        />
        <p className={styles.summary}>{preset?.summary}</p>
        {fields.map(({ key, label, unit }) => (
          <TextField
            key={key}
            label={label}
            inputMode="decimal"
            {...(unit ? { unit } : {})}
            value={changed[key] ?? String(preset?.config[key] ?? defaults[key])}
            onChange={(event) => setChanged({ ...changed, [key]: event.currentTarget.value })}
            error={Number.isFinite(Number(changed[key] ?? 0)) ? undefined : 'A number is needed here'}
          />
        ))}
        <code className={styles.command}>
          $
          {command.split(/ (?=--)/).map((part) => (
            <Fragment key={part}>
              {' '}
              <span className={styles.part}>{part}</span>
            </Fragment>
          ))}
        </code>
      </div>
    </FormDialog>
  );
}

function usePresets(open: boolean): readonly TrainPreset[] {
  const [presets, setPresets] = useState<readonly TrainPreset[]>([]);
  useEffect(() => {
    if (!open) return;
    host()
      ['runs.presets']({})
      .then(({ presets: found }) => setPresets(found))
      .catch((error: unknown) => showFailure('The presets could not be read', error));
  }, [open]);
  return presets;
}

function readOverrides(changed: Partial<Record<FieldKey, string>>): RunOverrides {
  const given = Object.entries(changed).filter(([, text]) => text.trim() !== '');
  return Object.fromEntries(given.map(([key, text]) => [key, Number(text)]));
}

function commandLine(corpus: string, preset: string, overrides: RunOverrides): string {
  const set = Object.entries(overrides).map(([key, value]) => ` --set ${key}=${value}`);
  return `figscope train ${corpus} --preset ${preset}${set.join('')}`;
}
