/** The image in focus, and what the model sees of it. */
import { useState } from 'react';
import type { ClassifiedFile } from '#renderer/stores/classify-store.ts';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { ImageViewer } from '#renderer/ui/image-viewer.tsx';
import { PaneHead } from '#renderer/ui/pane.tsx';
import styles from './focus-image.module.css';

export function FocusImage({ file }: { file: ClassifiedFile }) {
  const { result, previewUrl, name } = file;
  const recognised = result?.recognised;
  const size = useNaturalSize(previewUrl);
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
        <ImageViewer
          src={previewUrl}
          alt={name}
          width={recognised?.width ?? size.width}
          height={recognised?.height ?? size.height}
        />
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
function useNaturalSize(src: string): { width: number; height: number } {
  const [size, setSize] = useState({ width: 512, height: 512, src: '' });
  if (size.src !== src) {
    setSize({ ...size, src });
    const image = new Image();
    image.onload = () => setSize({ width: image.naturalWidth, height: image.naturalHeight, src });
    image.src = src;
  }
  return size;
}
