import { CircleHelp, Moon, Redo2, Search, Sun, SunMoon, Undo2 } from 'lucide-react';
import { useCorporaStore } from '#renderer/stores/corpora-store.ts';
import { redo, undo, useCurationStore } from '#renderer/stores/curation-store.ts';
import { changeSettings, type Theme, useSettingsStore } from '#renderer/stores/settings-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { BackLink } from './back-link.tsx';
import { setLayer } from './layers.ts';
import styles from './top-bar-frame.module.css';

const nextTheme: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const themeIcons = { auto: SunMoon, light: Sun, dark: Moon } as const;
const themeNames = { auto: 'as the system', light: 'light', dark: 'dark' } as const;

/** The top bar: the view fills the left part, undo, palette and theme are always at the right. */
export function TopBarFrame({ onSlot }: { onSlot: (element: HTMLElement | null) => void }) {
  const theme = useSettingsStore((state) => state.settings.theme);
  const corpus = useCorporaStore((state) => state.lastCorpus);
  const redoable = useCurationStore((state) => state.redoable > 0);
  return (
    <header className={styles.bar}>
      <BackLink />
      <div ref={onSlot} className={styles.slot} />
      <div className={styles.end}>
        <IconButton
          icon={Undo2}
          label="Undo the last edit"
          keys="Ctrl+Z"
          disabled={corpus === undefined}
          onClick={() => corpus !== undefined && void undo(corpus)}
        />
        <IconButton
          icon={Redo2}
          label="Redo"
          keys="Shift+Ctrl+Z"
          disabled={corpus === undefined || !redoable}
          onClick={() => corpus !== undefined && void redo(corpus)}
        />
        <span className={styles.line} />
        <Button
          variant="quiet"
          icon={Search}
          keys="Ctrl+K"
          className={styles.commands}
          onClick={() => setLayer('palette')}
        >
          <span className={styles.commandsLabel}>Commands</span>
        </Button>
        <IconButton
          icon={themeIcons[theme]}
          label={`Theme: ${themeNames[theme]}`}
          onClick={() => void changeSettings({ theme: nextTheme[theme] })}
        />
        <IconButton
          icon={CircleHelp}
          label="Keyboard shortcuts"
          keys="?"
          onClick={() => setLayer('shortcuts')}
        />
      </div>
    </header>
  );
}
