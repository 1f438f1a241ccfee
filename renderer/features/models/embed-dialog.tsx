/** Embed a corpus with a model: which corpus, which sides, and on what it is computed. */
import { useEffect, useState } from 'react';
import { anyEngine, type ComputeChoice, type Precision } from '#app/domain/engine.ts';
import type { ModelSummary } from '#app/domain/model.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { chooseCorpus, useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { loadEngines, useEnginesStore } from '#renderer/stores/engines-store.ts';
import { embedLine, startEmbedding } from '#renderer/stores/model-actions.ts';
import { homeRoute } from '#renderer/stores/route.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import { engineName } from './engine-name.ts';
import { embeddingsOf } from './embeddings-of.ts';
import styles from './dialog-form.module.css';

const precisionNames: Readonly<Record<Precision, string>> = {
  fp32: 'fp32, exact',
  bf16: 'bf16, faster where the device has it',
  int8: 'int8, smaller and faster, a little off',
};

export function EmbedDialog({ model, onClose }: { model: ModelSummary; onClose: () => void }) {
  const corpora = useCorporaStore((state) => state.corpora) ?? [];
  const last = useCorporaStore((state) => state.lastCorpus);
  const [chosen, setChosen] = useState<string>();
  const [sides, setSides] = useState<readonly ('image' | 'text')[]>(['image', 'text']);
  const [compute, setCompute] = useState<ComputeChoice>(anyEngine);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorRecord>();
  const corpus = chosen ?? chooseCorpus(corpora, undefined, last);
  const before = embeddingsOf(model, corpora).find((made) => made.corpus === corpus)?.embedding;
  const request = corpus === undefined ? undefined : { corpus, model: model.name, sides, compute };
  const toggle = (side: 'image' | 'text') => (): void =>
    setSides((now) => (['image', 'text'] as const).filter((one) => (one === side) !== now.includes(one)));
  const start = async () => {
    if (!request) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await startEmbedding(request);
      onClose();
      navigate({ ...homeRoute, view: 'jobs' });
    } catch (error) {
      setProblem(errorRecord(error));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={`Embed a corpus with ${model.name}`}
      action="Embed"
      size="medium"
      busy={busy}
      ready={request !== undefined && sides.length > 0}
      onSubmit={() => void start()}
      onClose={onClose}
    >
      <div className={styles.pair}>
        <SelectField
          label="Corpus"
          value={corpus ?? null}
          options={corpora.map(({ name, figures }) => ({
            value: name,
            label: name,
            detail: formatNoun(figures, 'figure'),
          }))}
          onChange={setChosen}
        />
        <div>
          <p className={styles.legend}>Sides</p>
          <div className={styles.checks}>
            <Checkbox checked={sides.includes('image')} onChange={toggle('image')}>
              Images
            </Checkbox>
            <Checkbox checked={sides.includes('text')} onChange={toggle('text')}>
              Captions
            </Checkbox>
          </div>
        </div>
      </div>
      <ComputeFields compute={compute} onChange={setCompute} />
      <p className={styles.words}>
        {before === undefined
          ? 'Makes a vector for every figure and caption. It can be paused; what was made is kept.'
          : before.complete
            ? `${corpus} is complete: ${formatNoun(before.images, 'image')}, ${formatNoun(before.texts, 'text')}. Only what came since is embedded.`
            : `Goes on where it stopped: ${formatNoun(before.images, 'image')}, ${formatNoun(before.texts, 'text')} are there.`}
      </p>
      {problem && (
        <Banner tone="danger" title={problem.message}>
          {problem.remedy}
        </Banner>
      )}
      {request && !problem && <CommandNote line={embedLine(request)} />}
    </FormDialog>
  );
}

/** Engine, device and precision; only what is there can be chosen. */
function ComputeFields(props: { compute: ComputeChoice; onChange: (compute: ComputeChoice) => void }) {
  const { compute, onChange } = props;
  const engines = useEnginesStore((state) => state.engines);
  useEffect(() => {
    if (!engines) void loadEngines();
  }, [engines]);
  const usable = engines?.filter(({ installed, ok }) => installed && ok) ?? [];
  const possible = usable.filter(({ name }) => compute.engine === 'auto' || name === compute.engine);
  const devices = new Map(
    possible.flatMap(({ devices: seen }) => seen.map((device) => [device.id, device.title] as const)),
  );
  const precisions = [...new Set<Precision>(['fp32', ...possible.flatMap(({ precision }) => precision)])];
  return (
    <div className={styles.triple}>
      <SelectField
        label="Engine"
        value={compute.engine}
        options={[
          { value: 'auto', label: 'Auto', detail: 'the fastest that passed' },
          ...usable.map(({ name, version }) => ({ value: name, label: engineName(name), detail: version })),
        ]}
        onChange={(engine) => onChange({ ...anyEngine, engine })}
      />
      <SelectField
        label="Device"
        value={compute.device}
        options={[
          { value: 'auto', label: 'Auto' },
          ...[...devices].map(([id, title]) => ({ value: id, label: id.toUpperCase(), detail: title })),
        ]}
        onChange={(device) => onChange({ ...compute, device })}
      />
      <SelectField
        label="Precision"
        value={compute.precision}
        options={precisions.map((value) => ({ value, label: precisionNames[value] }))}
        onChange={(precision) => onChange({ ...compute, precision })}
      />
    </div>
  );
}
