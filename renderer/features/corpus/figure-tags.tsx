import { Plus } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { changeFigures } from '#renderer/stores/curation-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import styles from './figure-tags.module.css';

/** The tags of one figure; each can be taken away, more can be written. */
export function FigureTags(props: { corpus: string; figure: number; tags: readonly string[] }) {
  const { corpus, figure, tags } = props;
  const [writing, setWriting] = useState(false);
  const [tag, setTag] = useState('');
  const known = useCorpusViewStore((state) => state.facets.tag);
  const list = useId();
  const change = (add: string[], remove: string[]): void =>
    void changeFigures(corpus, [figure], { kind: 'tags', add, remove });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && tag.trim() !== '') {
      change([tag.trim()], []);
      setTag('');
    } else if (event.key === 'Escape') {
      setWriting(false);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.tags}>
      {tags.map((name) => (
        <Chip key={name} tone="neutral" value={name} onRemove={() => change([], [name])} />
      ))}
      {writing ? (
        <>
          <TextField
            className={styles.field}
            size="small"
            label="Add a tag"
            placeholder="Add a tag"
            hideLabel
            // The person pressed the button to write here.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            list={list}
            value={tag}
            onChange={(event) => setTag(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onBlur={() => tag.trim() === '' && setWriting(false)}
          />
          <datalist id={list}>
            {known?.map(({ value }) => (
              <option key={value}>{value}</option>
            ))}
          </datalist>
        </>
      ) : (
        <Button size="small" variant="quiet" icon={Plus} onClick={() => setWriting(true)}>
          Tag
        </Button>
      )}
    </div>
  );
}
