import { type KeyboardEvent, useId, useState } from 'react';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import { addTag } from './actions.ts';
import { setTagging } from './view-state.ts';
import styles from './tag-field.module.css';

/** One tag for the selection, else for the figure at the cursor. Enter adds it, Escape leaves. */
export function TagField({ corpus, count }: { corpus: string; count: number }) {
  const [tag, setTag] = useState('');
  const known = useCorpusViewStore((state) => state.facets.tag);
  const list = useId();
  const target = count === 0 ? 'this figure' : formatNoun(count, 'figure');
  const add = (): void => {
    const trimmed = tag.trim();
    if (trimmed === '') return;
    setTagging(false);
    void addTag(corpus, trimmed);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') add();
    else if (event.key === 'Escape') setTagging(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.row}>
      <TextField
        label={`Tag ${target}`}
        placeholder={`Tag ${target}`}
        hideLabel
        // The person pressed T to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        list={list}
        value={tag}
        onChange={(event) => setTag(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <datalist id={list}>
        {known?.map(({ value }) => (
          <option key={value}>{value}</option>
        ))}
      </datalist>
      <Button variant="primary" keys="Enter" disabled={tag.trim() === ''} onClick={add}>
        Add tag
      </Button>
      <Button variant="quiet" keys="Esc" onClick={() => setTagging(false)}>
        Cancel
      </Button>
    </div>
  );
}
