/** Labels as chips and templates as lines; both are text that can be pasted. */
import { useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import {
  change,
  initialLabels,
  initialTemplates,
  useClassifyStore,
} from '#renderer/stores/classify-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { TextArea } from '#renderer/ui/text-area.tsx';
import styles from './label-editor.module.css';

export function LabelEditor() {
  const { labels, templates } = useClassifyStore();
  const [editing, setEditing] = useState(false);
  return (
    <div className={styles.editor}>
      <div className={styles.head}>
        <h2 className={styles.title}>Labels</h2>
        <Button variant="link" onClick={() => change({ labels: initialLabels, templates: initialTemplates })}>
          Start over
        </Button>
      </div>
      <Labels labels={labels} />
      <div className={styles.templates}>
        <span className={styles.muted}>Templates</span>
        {templates.map((template) => (
          <code key={template} className={styles.template}>
            {template}
          </code>
        ))}
        <Button variant="link" onClick={() => setEditing(!editing)} aria-expanded={editing}>
          {editing ? 'Done' : 'Edit'}
        </Button>
      </div>
      {editing && <Templates templates={templates} />}
    </div>
  );
}

function Labels({ labels }: { labels: readonly string[] }) {
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const added = text
      .split(/[\n\t,;]+/)
      .map((label) => label.trim())
      .filter((label) => label !== '' && !labels.includes(label));
    setTyped('');
    if (added.length > 0) change({ labels: [...labels, ...new Set(added)] });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && labels.length > 0) {
      change({ labels: labels.slice(0, -1) });
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text');
    if (!/[\n\t,;]/.test(text)) return;
    event.preventDefault();
    add(text);
  };
  return (
    <div className={styles.labels}>
      {labels.map((label) => (
        <Chip
          key={label}
          value={label}
          tone="neutral"
          onRemove={() => change({ labels: labels.filter((other) => other !== label) })}
        />
      ))}
      <input
        className={styles.input}
        aria-label="Add a label"
        placeholder="add a label, or paste a column"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => add(typed)}
      />
    </div>
  );
}

function Templates({ templates }: { templates: readonly string[] }) {
  const [text, setText] = useState(templates.join('\n'));
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const wrong = lines.find((line) => !line.includes('{}'));
  return (
    <>
      <TextArea
        label="One template per line, {} stands for the label; several are averaged"
        value={text}
        rows={3}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          const valid = next
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '');
          if (valid.length > 0 && valid.every((line) => line.includes('{}'))) change({ templates: valid });
        }}
      />
      {wrong !== undefined && (
        <span className={styles.wrong} role="alert">
          “{wrong}” has no {'{}'}
        </span>
      )}
    </>
  );
}
