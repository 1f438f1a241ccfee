import { type KeyboardEvent, useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { changeFigures } from '#renderer/stores/curation-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { TextArea } from '#renderer/ui/text-area.tsx';
import { wordCount } from './word-count.ts';
import styles from './caption-editor.module.css';

/** Edits the caption in its place. The text stays here until the host has it on disk. */
export function CaptionEditor(props: { corpus: string; detail: FigureDetail; onDone: () => void }) {
  const { corpus, detail, onDone } = props;
  const [text, setText] = useState(detail.caption);
  const [saving, setSaving] = useState(false);
  const trimmed = text.trim();
  const changed = trimmed !== detail.caption;
  const save = async (): Promise<void> => {
    if (trimmed === '' || saving) return;
    if (!changed) return onDone();
    setSaving(true);
    const saved = await changeFigures(corpus, [detail.id], { kind: 'caption', caption: trimmed });
    setSaving(false);
    if (saved) onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onDone();
    }
  };
  return (
    <div className={styles.editor}>
      <TextArea
        label="Caption"
        hideLabel
        // The person asked to edit.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        rows={Math.min(14, 3 + Math.ceil(text.length / 70))}
        value={text}
        spellCheck
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.row}>
        <ProvenanceLine
          facts={[
            formatNoun(wordCount(text), 'word'),
            trimmed === '' ? 'a caption has at least one word' : 'Typing: single keys are off',
          ]}
        />
        <span className={styles.buttons}>
          {detail.originalCaption !== text && (
            <Button size="small" variant="quiet" onClick={() => setText(detail.originalCaption)}>
              Published text
            </Button>
          )}
          <Button size="small" variant="quiet" keys="Esc" onClick={onDone}>
            Cancel
          </Button>
          <Button
            size="small"
            variant="primary"
            keys="Ctrl+Enter"
            busy={saving}
            disabled={trimmed === ''}
            onClick={() => void save()}
          >
            Save
          </Button>
        </span>
      </div>
    </div>
  );
}
