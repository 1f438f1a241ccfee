import { Contrast, Maximize, Minus, Plus } from 'lucide-react';
import { type PointerEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { usePanZoom } from './use-pan-zoom.ts';
import styles from './image-viewer.module.css';

export interface ImageViewerHandle {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  toggleBackdrop(): void;
}

/** One image on a neutral backdrop: wheel or + and − zoom, drag pans, 0 fits, B changes the backdrop. */
export function ImageViewer(props: {
  src: string;
  /** A smaller picture that is likely cached, shown until the large one has arrived. */
  previewSrc?: string;
  alt: string;
  /** Pixel size of the original, for the zoom factor. */
  width: number;
  height: number;
  /** More tools below the zoom buttons. */
  tools?: ReactNode;
  ref?: Ref<ImageViewerHandle>;
}) {
  const { ref, src, previewSrc, alt, width, height, tools } = props;
  const stage = useRef<HTMLDivElement>(null);
  const view = usePanZoom(stage, width, height, src);
  const [light, setLight] = useState(false);
  const [loaded, setLoaded] = useState<string>();
  const [failed, setFailed] = useState<string>();
  useImperativeHandle(
    ref,
    () => ({
      zoomIn: view.zoomIn,
      zoomOut: view.zoomOut,
      fit: view.fit,
      toggleBackdrop: () => setLight((before) => !before),
    }),
    [view.zoomIn, view.zoomOut, view.fit],
  );
  const drag = useRef<{ x: number; y: number } | undefined>(undefined);
  const onPointerMove = (event: PointerEvent) => {
    if (!drag.current) return;
    view.pan(event.clientX - drag.current.x, event.clientY - drag.current.y);
    drag.current = { x: event.clientX, y: event.clientY };
  };
  const percent = `${Math.round(view.scale * 100)}%`;
  return (
    <div className={styles.viewer} data-backdrop={light ? 'light' : undefined}>
      <div
        ref={stage}
        className={styles.stage}
        data-pannable={view.pannable || undefined}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drag.current = undefined)}
        onDoubleClick={() => (view.pannable ? view.fit() : view.actualSize())}
      >
        {failed === src ? (
          <p className={styles.failed}>This image cannot be shown. Its file may have moved or be damaged.</p>
        ) : (
          <>
            {previewSrc && loaded !== src && (
              <img className={styles.image} src={previewSrc} alt="" style={view.style} draggable={false} />
            )}
            <img
              key={src}
              className={styles.image}
              src={src}
              alt={alt}
              style={view.style}
              draggable={false}
              onLoad={() => setLoaded(src)}
              onError={() => setFailed(src)}
            />
          </>
        )}
      </div>
      <section className={styles.tools} aria-label="Image tools">
        <IconButton icon={Maximize} label="Fit" keys="0" tooltipSide="left" onClick={view.fit} />
        <IconButton icon={Minus} label="Zoom out" keys="-" tooltipSide="left" onClick={view.zoomOut} />
        <span className={styles.zoom}>{percent}</span>
        <IconButton icon={Plus} label="Zoom in" keys="Plus" tooltipSide="left" onClick={view.zoomIn} />
        <i className={styles.line} />
        <IconButton
          icon={Contrast}
          label="Light backdrop"
          keys="B"
          tooltipSide="left"
          pressed={light}
          onClick={() => setLight(!light)}
        />
        {tools}
      </section>
    </div>
  );
}
