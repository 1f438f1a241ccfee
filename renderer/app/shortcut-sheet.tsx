import { Search } from 'lucide-react';
import { useState } from 'react';
import { features, type ShortcutNote } from '#renderer/features/registry.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { setLayer, useLayersStore } from './layers.ts';
import styles from './shortcut-sheet.module.css';

interface Group {
  readonly title: string;
  readonly notes: readonly ShortcutNote[];
}

const everywhere: Group = {
  title: 'Everywhere',
  notes: [
    { keys: 'Ctrl+K', label: 'Command palette' },
    { keys: '?', label: 'This sheet' },
    { keys: 'Ctrl+Z', label: 'Undo, also after a restart' },
    { keys: 'Shift+Ctrl+Z', label: 'Redo' },
    ...features.flatMap((feature) =>
      feature.key ? [{ keys: feature.key, label: `Go to ${feature.label}` }] : [],
    ),
    { keys: 'Ctrl+B', label: 'Show or hide the side pane' },
    { keys: 'F6', label: 'Next pane' },
    { keys: 'Esc', label: 'Close, then clear' },
    { keys: 'Shift+Ctrl+C', label: 'Copy the last step as a command' },
  ],
};

const figure: Group = {
  title: 'Figure',
  notes: [
    { keys: '0', label: 'Fit' },
    { keys: 'Plus', label: 'Zoom in' },
    { keys: '-', label: 'Zoom out' },
    { keys: 'B', label: 'Light or dark backdrop' },
  ],
};

const groups: readonly Group[] = [
  everywhere,
  ...features.flatMap((feature) =>
    feature.shortcuts ? [{ title: feature.label, notes: feature.shortcuts }] : [],
  ),
  figure,
];

/** Every key of the window, findable. */
export function ShortcutSheet() {
  const open = useLayersStore((state) => state.layer === 'shortcuts');
  const [wanted, setWanted] = useState('');
  const shown = groups
    .map((group) => ({ ...group, notes: group.notes.filter((note) => noteMatches(note, wanted)) }))
    .filter((group) => group.notes.length > 0);
  return (
    <Dialog
      open={open}
      onClose={() => setLayer(undefined)}
      title="Keyboard shortcuts"
      size="wide"
      head={
        <TextField
          label="Find a key or an action"
          placeholder="Find a key or an action"
          hideLabel
          icon={Search}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      }
      foot={<p className={styles.foot}>Single keys work outside text fields only.</p>}
    >
      <div className={styles.groups}>
        {shown.map((group) => (
          <section key={group.title} className={styles.group}>
            <h3 className={styles.title}>{group.title}</h3>
            <ul>
              {group.notes.map((note) => (
                <li key={note.keys + note.label} className={styles.note}>
                  <span className={styles.label}>{note.label}</span>
                  <Kbd keys={note.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {shown.length === 0 && <p>No key or action is called “{wanted}”.</p>}
      </div>
    </Dialog>
  );
}

const noteMatches = (note: ShortcutNote, wanted: string): boolean =>
  `${note.label} ${note.keys}`.toLowerCase().includes(wanted.trim().toLowerCase());
