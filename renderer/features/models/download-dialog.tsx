/** Download a model from the hub: one that is known, or any other by its id; what it would fetch can be seen before. */
import { useEffect, useRef, useState } from 'react';
import type { KnownModel } from '#app/domain/model.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { host } from '#renderer/stores/client.ts';
import {
  downloadLine,
  downloadModel,
  type DownloadPlan,
  type DownloadRequest,
  planDownload,
} from '#renderer/stores/model-actions.ts';
import { showToast } from '#renderer/stores/toasts-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { CommandNote } from '#renderer/ui/command-note.tsx';
import { DownloadPlanTable } from './download-plan.tsx';
import { HubField } from './hub-field.tsx';
import { anotherModel, KnownModels } from './known-models.tsx';
import styles from './dialog-form.module.css';

export function DownloadDialog({ onClose }: { onClose: () => void }) {
  const known = useKnownModels();
  const [choice, setChoice] = useState<string>();
  const [revision, setRevision] = useState('');
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [plan, setPlan] = useState<DownloadPlan>();
  const [busy, setBusy] = useState<'planning' | 'starting'>();
  const [problem, setProblem] = useState<ErrorRecord>();
  const hubSaved = useRef<Promise<void>>(Promise.resolve());
  const planning = useRef(new AbortController());
  useEffect(() => () => planning.current.abort(), []);
  const chosen = choice ?? known?.[0]?.id ?? anotherModel;
  const wantedId = chosen === anotherModel ? id.trim() : chosen;
  const request: DownloadRequest = {
    id: wantedId,
    ...(revision.trim() === '' ? {} : { revision: revision.trim() }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
  };
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      set(value);
      setPlan(undefined);
      setProblem(undefined);
    };
  };
  const attempt = async (kind: 'planning' | 'starting', work: (signal: AbortSignal) => Promise<void>) => {
    // A download does not wait for what would only be shown.
    planning.current.abort();
    planning.current = new AbortController();
    const { signal } = planning.current;
    setBusy(kind);
    setProblem(undefined);
    try {
      await hubSaved.current;
      await work(signal);
    } catch (error) {
      if (!signal.aborted) setProblem(errorRecord(error));
    } finally {
      if (!signal.aborted) setBusy(undefined);
    }
  };
  const look = () => attempt('planning', async (signal) => setPlan(await planDownload(request, signal)));
  const start = () =>
    attempt('starting', async () => {
      const started = await downloadModel(request);
      showToast({
        tone: 'info',
        title: `Downloading ${started.name}`,
        detail: 'Its progress is in the list',
      });
      onClose();
    });
  return (
    <FormDialog
      title="Download a model"
      action="Download"
      size="medium"
      busy={busy === 'starting'}
      ready={wantedId !== ''}
      buttons={
        <Button
          variant="quiet"
          busy={busy === 'planning'}
          disabled={wantedId === ''}
          onClick={() => void look()}
        >
          Show what would be fetched
        </Button>
      }
      onSubmit={() => void start()}
      onClose={onClose}
    >
      <KnownModels
        models={known}
        chosen={chosen}
        revision={revision}
        onChoose={(next) => {
          changed(setChoice)(next);
          setRevision('');
        }}
        onRevision={changed(setRevision)}
      />
      {chosen === anotherModel && (
        <div className={styles.pair}>
          <TextField
            label="Id on the hub"
            placeholder="owner/name"
            value={id}
            onChange={(event) => changed(setId)(event.currentTarget.value)}
          />
          <TextField
            label="Revision"
            placeholder="the newest"
            value={revision}
            hint="A branch, a tag or a commit"
            onChange={(event) => changed(setRevision)(event.currentTarget.value)}
          />
        </div>
      )}
      <div className={styles.pair}>
        <TextField
          label="Name here"
          placeholder={wantedId.split('/').at(-1) || 'biomedclip'}
          value={name}
          onChange={(event) => changed(setName)(event.currentTarget.value)}
        />
        <HubField
          onSaving={(saved) => {
            hubSaved.current = saved;
          }}
        />
      </div>
      {plan && <DownloadPlanTable plan={plan} />}
      {problem && (
        <Banner tone="danger" title={problem.message}>
          {problem.remedy}
        </Banner>
      )}
      {wantedId !== '' && !problem && <CommandNote line={downloadLine(request)} />}
    </FormDialog>
  );
}

/** Undefined until the host has answered; without an answer any model can still be named. */
function useKnownModels(): readonly KnownModel[] | undefined {
  const [known, setKnown] = useState<readonly KnownModel[]>();
  useEffect(() => {
    const leaving = new AbortController();
    host()
      ['models.known']({}, { signal: leaving.signal })
      .then(
        ({ models }) => setKnown(models),
        () => {
          if (!leaving.signal.aborted) setKnown([]);
        },
      );
    return () => leaving.abort();
  }, []);
  return known;
}
