/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a list box under a text field is the ARIA combobox pattern. */
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { usePaletteStore } from '#renderer/stores/palette-store.ts';
import { classNames } from '#renderer/ui/class-names.ts';
import { focusAtOnce } from '#renderer/ui/focus-at-once.ts';
import { HighlightedText } from '#renderer/ui/highlighted-text.tsx';
import { Icon } from '#renderer/ui/icon.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { setLayer, useLayersStore } from './layers.ts';
import { type RankedCommand, rankCommands, shellCommands } from './palette-commands.ts';
import styles from './command-palette.module.css';

/** Ctrl+K: everything the window can do, by name. */
export function CommandPalette() {
  const open = useLayersStore((state) => state.layer === 'palette');
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => setLayer(next ? 'palette' : undefined)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup
          ref={popup}
          className={styles.palette}
          aria-label="Command palette"
          initialFocus={() => focusAtOnce(popup.current?.querySelector('input'))}
        >
          <PaletteBody />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const shownAtMost = 60;

function PaletteBody() {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const registered = usePaletteStore((state) => state.commands);
  const ranked = useMemo(
    () =>
      rankCommands([...[...registered.values()].flat(), ...shellCommands(typed)], typed).slice(
        0,
        shownAtMost,
      ),
    [registered, typed],
  );
  const grouped = useMemo(() => groupsOf(ranked, typed !== ''), [ranked, typed]);
  const ordered = grouped.flatMap((group) => group.commands);
  const current = ordered[Math.min(active, ordered.length - 1)];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const choose = (chosen: RankedCommand | undefined): void => {
    if (!chosen) return;
    setLayer(undefined);
    chosen.command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((before) => (before + step + ordered.length) % Math.max(1, ordered.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(current);
    }
  };
  return (
    <>
      <div className={styles.field}>
        <Icon of={Search} />
        <input
          className={styles.input}
          role="combobox"
          aria-label="Command"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={current ? `${id}-${current.command.id}` : undefined}
          placeholder="Type a command or a place"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd keys="Esc" />
      </div>
      <div ref={list} id={id} className={styles.list} role="listbox" aria-label="Commands" tabIndex={-1}>
        {grouped.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <div className={styles.heading} aria-hidden="true">
              {group.title}
            </div>
            {group.commands.map((entry) => (
              <div
                key={entry.command.id}
                id={`${id}-${entry.command.id}`}
                className={classNames(styles.item, entry === current && styles.active)}
                role="option"
                tabIndex={-1}
                aria-selected={entry === current}
                onPointerMove={() => setActive(ordered.indexOf(entry))}
                onClick={() => choose(entry)}
                onKeyDown={onKeyDown}
              >
                <span className={styles.label}>
                  <HighlightedText text={entry.command.label} ranges={entry.ranges} />
                </span>
                {entry.command.detail && <small className={styles.detail}>{entry.command.detail}</small>}
                {entry.command.keys && <Kbd keys={entry.command.keys} />}
              </div>
            ))}
          </div>
        ))}
      </div>
      <div className={styles.foot}>
        <Kbd keys="Up" />
        <Kbd keys="Down" /> choose
        <Kbd keys="Enter" /> run
      </div>
    </>
  );
}

interface Group {
  readonly title: string;
  readonly commands: RankedCommand[];
}

/** Groups in the order of their best command, so that a typed name leads whatever group it is in. */
function groupsOf(ranked: readonly RankedCommand[], byRank: boolean): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const entry of ranked) {
    const title = entry.command.group;
    const group = groups.get(title) ?? { title, commands: [] };
    group.commands.push(entry);
    groups.set(title, group);
  }
  const list = [...groups.values()];
  return byRank
    ? list
    : list.toSorted(
        (left, right) => (left.title === 'Last steps' ? 1 : 0) - (right.title === 'Last steps' ? 1 : 0),
      );
}
