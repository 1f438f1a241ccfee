/** The image in focus, and what the model sees of it. */
import { useEffect, useRef, useState } from 'react';
import type { ClassifiedFile } from '#renderer/stores/classify-store.ts';
import { useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { ImageViewer, type ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import { PaneHead } from '#renderer/ui/pane.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './focus-image.module.css';

export function FocusImage({ file }: { file: ClassifiedFile }) {
  const { result, previewUrl, name } = file;
  const recognised = result?.recognised;
  const size = useNaturalSize(previewUrl);
  const viewer = useRef<ImageViewerHandle>(null);
  useShortcuts([
    { keys: ['0'], run: () => viewer.current?.fit() },
    { keys: ['Plus', '='], run: () => viewer.current?.zoomIn() },
    { keys: ['-'], run: () => viewer.current?.zoomOut() },
    { keys: ['B'], run: () => viewer.current?.toggleBackdrop() },
  ]);
  if (result?.error)
    return (
      <ErrorState title={`${name} was refused`} message={result.error.message} remedy={result.error.remedy} />
    );
  return (
    <>
      <PaneHead title={name}>
        {recognised && (
          <span className={styles.facts}>
            {recognised.format.toUpperCase()} · {recognised.width} × {recognised.height} · {recognised.bits}{' '}
            bit
            {recognised.frames > 1 && ` · ${recognised.frames} frames`}
          </span>
        )}
      </PaneHead>
      <div className={styles.stage}>
        {previewUrl === undefined ? (
          <div className={styles.wait}>
            <WaitNote what={`Handing ${name} over`} />
          </div>
        ) : (
          <ImageViewer
            ref={viewer}
            src={previewUrl}
            alt={name}
            width={recognised?.width ?? size.width}
            height={recognised?.height ?? size.height}
          />
        )}
      </div>
      {recognised && (
        <p className={styles.seen}>
          <b>What the model sees</b>
          <span>{recognised.prepare}</span>
        </p>
      )}
    </>
  );
}

/** Until the host has told the size, the browser's own measure will do. */
function useNaturalSize(src: string | undefined): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 512, height: 512 });
  useEffect(() => {
    if (src === undefined) return undefined;
    const image = new Image();
    image.onload = () => setSize({ width: image.naturalWidth, height: image.naturalHeight });
    image.src = src;
    return () => {
      image.onload = null;
    };
  }, [src]);
  return size;
}
