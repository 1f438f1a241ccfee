import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { rowAt } from '#renderer/stores/rows.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { HighlightedText } from '#renderer/ui/highlighted-text.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { ImageViewer, type ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import { matchesKey } from '#renderer/ui/keys.ts';
import type { VirtualGridHandle } from '#renderer/ui/virtual-grid.tsx';
import { setCursor, setPreviewing, useViewState } from './view-state.ts';
import styles from './preview.module.css';

/** The figure at the cursor, as large as the window. Space or Escape closes, J and K go on. */
export function Preview({ corpus, grid }: { corpus: string; grid: RefObject<VirtualGridHandle | null> }) {
  const previewing = useViewState((state) => state.previewing);
  const cursor = useViewState((state) => state.cursor);
  const row = useCorpusViewStore((state) => rowAt(state.pages, cursor));
  const total = useCorpusViewStore((state) => state.result?.total ?? 0);
  const viewer = useRef<ImageViewerHandle>(null);
  const go = (by: number): void => setCursor(Math.max(0, Math.min(total - 1, cursor + by)));
  const close = (): void => {
    setPreviewing(false);
    grid.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = actions(viewer.current, go, close).find(({ keys }) =>
      keys.some((chord) => matchesKey(event, chord)),
    );
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act.run();
  };
  if (!row) return null;
  return (
    <Dialog
      open={previewing}
      onClose={close}
      size="full"
      focus="layer"
      onKeyDown={onKeyDown}
      title={`${row.articleKey} / ${row.figureId}`}
      subtitle={`${(cursor + 1).toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`}
      head={
        <>
          <IconButton icon={ChevronLeft} label="Previous figure" keys="K" onClick={() => go(-1)} />
          <IconButton icon={ChevronRight} label="Next figure" keys="J" onClick={() => go(1)} />
        </>
      }
    >
      <div className={styles.preview}>
        <div className={styles.image}>
          <ImageViewer
            ref={viewer}
            src={blobUrl(corpus, row.sha256)}
            previewSrc={blobUrl(corpus, row.sha256, 256)}
            alt={row.label ?? `Figure ${row.figureId}`}
            width={row.width}
            height={row.height}
          />
        </div>
        <p className={styles.caption}>
          <HighlightedText text={row.caption} ranges={row.highlights} />
        </p>
      </div>
    </Dialog>
  );
}

const actions = (
  viewer: ImageViewerHandle | null,
  go: (by: number) => void,
  close: () => void,
): readonly { readonly keys: readonly string[]; readonly run: () => void }[] => [
  { keys: ['J', 'Right', 'Down'], run: () => go(1) },
  { keys: ['K', 'Left', 'Up'], run: () => go(-1) },
  { keys: ['Space'], run: close },
  { keys: ['Plus', '='], run: () => viewer?.zoomIn() },
  { keys: ['-'], run: () => viewer?.zoomOut() },
  { keys: ['0'], run: () => viewer?.fit() },
  { keys: ['1'], run: () => viewer?.actualSize() },
  { keys: ['B'], run: () => viewer?.toggleBackdrop() },
];
