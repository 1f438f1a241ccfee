import { Check, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import type { SavedQuery } from '#app/domain/saved-query.ts';
import {
  removeQuery,
  renameQuery,
  saveQuery,
  useSavedQueriesStore,
} from '#renderer/stores/saved-queries-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { FormDialog } from '#renderer/ui/form-dialog.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { queryWords } from './saved-queries-menu.tsx';
import { setSavedLayer, useSavedLayer } from './saved-queries-state.ts';
import styles from './saved-queries-dialogs.module.css';

/** The dialogs of the saved queries, whichever is open. */
export function SavedQueriesDialogs(props: {
  corpus: string;
  query: CorpusQuery;
  onOpen: (query: CorpusQuery) => void;
}) {
  const layer = useSavedLayer((state) => state.layer);
  if (layer === 'save') return <SaveDialog corpus={props.corpus} query={props.query} />;
  if (layer === 'manage') return <ManageDialog corpus={props.corpus} onOpen={props.onOpen} />;
  return null;
}

const close = (): void => setSavedLayer(undefined);
const longestName = 120;

function SaveDialog({ corpus, query }: { corpus: string; query: CorpusQuery }) {
  const queries = useSavedQueriesStore((state) => state.queries) ?? [];
  const [name, setName] = useState(query.text || query.filter);
  const [busy, setBusy] = useState(false);
  const trimmed = name.trim();
  const taken = queries.some((saved) => saved.name === trimmed);
  const submit = async (): Promise<void> => {
    setBusy(true);
    if (await saveQuery(corpus, trimmed, query)) close();
    else setBusy(false);
  };
  return (
    <FormDialog
      title="Save this query"
      action={taken ? 'Replace' : 'Save'}
      busy={busy}
      ready={trimmed !== ''}
      onSubmit={() => void submit()}
      onClose={close}
    >
      <TextField
        label="Name"
        value={name}
        maxLength={longestName}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
        hint={taken ? `“${trimmed}” gets the new query.` : queryWords(query)}
      />
    </FormDialog>
  );
}

function ManageDialog({ corpus, onOpen }: { corpus: string; onOpen: (query: CorpusQuery) => void }) {
  const queries = useSavedQueriesStore((state) => state.queries) ?? [];
  const [renaming, setRenaming] = useState<string>();
  return (
    <Dialog open onClose={close} title="Saved queries" subtitle={corpus} size="medium">
      {queries.length === 0 && <p className={styles.none}>No query of this corpus is saved.</p>}
      <ul className={styles.list}>
        {queries.map((saved) => (
          <li key={saved.id} className={styles.item}>
            {renaming === saved.id ? (
              <RenameField corpus={corpus} saved={saved} onDone={() => setRenaming(undefined)} />
            ) : (
              <>
                <Button
                  variant="link"
                  className={styles.name}
                  onClick={() => {
                    close();
                    onOpen(saved.query);
                  }}
                >
                  {saved.name}
                </Button>
                <span className={styles.words}>{queryWords(saved.query)}</span>
                <IconButton
                  icon={Pencil}
                  size="small"
                  label={`Rename ${saved.name}`}
                  onClick={() => setRenaming(saved.id)}
                />
                <IconButton
                  icon={Trash2}
                  size="small"
                  label={`Delete ${saved.name}`}
                  onClick={() => void removeQuery(corpus, saved)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function RenameField({ corpus, saved, onDone }: { corpus: string; saved: SavedQuery; onDone: () => void }) {
  const [name, setName] = useState(saved.name);
  const submit = (): void => {
    onDone();
    if (name.trim() !== '' && name.trim() !== saved.name) void renameQuery(corpus, saved, name.trim());
  };
  return (
    <>
      <TextField
        className={styles.rename}
        label={`New name of ${saved.name}`}
        hideLabel
        // The person asked to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={name}
        maxLength={longestName}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') submit();
          else onDone();
        }}
      />
      <IconButton icon={Check} size="small" label="Keep the new name" onClick={submit} />
    </>
  );
}
