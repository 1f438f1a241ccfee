/** Import a model: a folder on the host's machine with open_clip names, and what to call it. */
import { useState } from 'react';
import { host } from '#renderer/stores/client.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { errorRecord } from '#app/util/error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './import-model-dialog.module.css';

export function ImportModelDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ message: string; remedy?: string }>();
  const proposed = name || (path.split(/[\\/]/).filter(Boolean).at(-1) ?? '');
  const start = async () => {
    setBusy(true);
    setProblem(undefined);
    recordCommand(figscopeLine('model', 'import', path, '--name', proposed));
    try {
      const imported = await host()['models.import']({ source: { kind: 'path', path }, name: proposed });
      onClose();
      setPath('');
      setName('');
      navigate({ view: 'models', subject: imported.name, params: {} });
    } catch (error) {
      setProblem(errorRecord(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Import a model"
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy} disabled={path === ''} onClick={() => void start()}>
            Import
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (path !== '') void start();
        }}
      >
        <TextField
          label="Folder"
          placeholder="/path/to/model"
          hint="open_clip_config.json, config.json, vocab.txt and model.safetensors with open_clip names"
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          error={problem?.message}
        />
        <TextField
          label="Name"
          placeholder={proposed || 'biomedclip'}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          hint={problem?.remedy}
        />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}
