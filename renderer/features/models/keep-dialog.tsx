/** Keep the weights of a run as a model of its own. */
import { useState } from 'react';
import type { ModelSummary } from '#app/domain/model.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { keepModel } from '#renderer/stores/model-actions.ts';
import { showToast } from '#renderer/stores/toasts-store.ts';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './dialog-form.module.css';

export function KeepDialog(props: {
  model: ModelSummary;
  onClose: () => void;
  onKept: (name: string) => void;
}) {
  const { model, onClose, onKept } = props;
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorRecord>();
  const keep = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const kept = await keepModel(model.name, name);
      showToast({
        tone: 'positive',
        title: `Kept as ${kept.name}`,
        detail: 'It stays when the run is removed',
      });
      onKept(kept.name);
    } catch (error) {
      setProblem(errorRecord(error));
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title="Keep these weights"
      action="Keep"
      busy={busy}
      ready={name !== ''}
      onSubmit={() => void keep()}
      onClose={onClose}
    >
      <p className={styles.words}>
        Copies the newest checkpoint of {model.name} without what only training needs, at most{' '}
        {formatBytes(model.sizeBytes)}.
      </p>
      <TextField
        label="Name"
        placeholder="my-first-clip"
        value={name}
        error={problem && `${problem.message} ${problem.remedy ?? ''}`}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
