import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { lazy, Suspense, useState } from 'react';
import { useToastsStore } from '#renderer/stores/toasts-store.ts';
import { ToastList } from '#renderer/ui/toast-list.tsx';
import { TopBarSlot } from '#renderer/ui/top-bar.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { LinkBanner } from './link-banner.tsx';
import { Rail } from './rail.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBarFrame } from './top-bar-frame.tsx';
import { useKeyboard } from './use-keyboard.ts';
import { useWindowDrop } from './use-window-drop.ts';
import { ViewFrame } from './view-frame.tsx';
import styles from './app.module.css';

const ImportDialog = lazy(async () => ({
  default: (await import('#renderer/features/import/import-dialog.tsx')).ImportDialog,
}));
const ExportDialog = lazy(async () => ({
  default: (await import('#renderer/features/export/export-dialog.tsx')).ExportDialog,
}));

/** The frame of the window: rail, top bar, the view of the address, status bar, and the layers above. */
export function App() {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const { toasts, close } = useToastsStore();
  useKeyboard();
  const dropping = useWindowDrop();
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500}>
        <TopBarSlot value={slot}>
          <ErrorBoundary title="The window failed">
            <div className={styles.app} data-dropping={dropping || undefined}>
              <Rail />
              <TopBarFrame onSlot={setSlot} />
              <main className={styles.view}>
                <LinkBanner />
                <ViewFrame />
              </main>
              <StatusBar />
            </div>
            <CommandPalette />
            <ShortcutSheet />
            <Suspense>
              <ImportDialog />
              <ExportDialog />
            </Suspense>
            <ToastList toasts={toasts} onClose={close} />
          </ErrorBoundary>
        </TopBarSlot>
      </Tooltip.Provider>
    </CSPProvider>
  );
}
