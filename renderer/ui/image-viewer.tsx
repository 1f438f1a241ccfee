import { Contrast, Grid3x3, Maximize, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { IconButton } from './icon-button.tsx';
import styles from './image-viewer.module.css';
import { matchesKey } from './keys.ts';
import { type SharedView, usePanZoom } from './use-pan-zoom.ts';
import { useStagePointers } from './use-stage-pointers.ts';

export interface ImageViewerHandle {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  actualSize(): void;
  toggleBackdrop(): void;
}

const panStep = 60;
const arrows: readonly (readonly [string, number, number])[] = [
  ['Left', panStep, 0],
  ['Right', -panStep, 0],
  ['Up', 0, panStep],
  ['Down', 0, -panStep],
];

/** From here on pixels are drawn as squares: whoever zooms in this far looks at pixels. */
const pixelScale = 2;

/**
 * One image on a neutral backdrop. Wheel, pinch or + and − zoom, a drag, two fingers or (with the focus on the image)
 * the arrows pan, 0 fits, 1 shows pixel for pixel, B changes the backdrop.
 */
export function ImageViewer(props: {
  src: string;
  /** A smaller picture that is likely cached, shown until the large one has arrived. */
  previewSrc?: string;
  alt: string;
  /** Pixel size of the original, for the zoom factor; 0 while it is not known. */
  width: number;
  height: number;
  /** More tools below the zoom buttons. */
  tools?: ReactNode;
  /** Where there are several viewers: which one this is. */
  name?: string;
  /** Where the view is kept, when not here. */
  shared?: SharedView;
  ref?: Ref<ImageViewerHandle>;
}) {
  const { ref, src, previewSrc, alt, tools, name } = props;
  const stage = useRef<HTMLDivElement>(null);
  const [measured, setMeasured] = useState<{ src: string; width: number; height: number }>();
  const known = props.width > 0 && props.height > 0 ? props : measured?.src === src ? measured : undefined;
  const view = usePanZoom(stage, known?.width ?? 0, known?.height ?? 0, src, props.shared);
  const pointers = useStagePointers(stage, view);
  const [light, setLight] = useState(false);
  const [loaded, setLoaded] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const { zoomIn, zoomOut, fit, actualSize } = view;
  useImperativeHandle(ref, () => ({
    zoomIn,
    zoomOut,
    fit,
    actualSize,
    toggleBackdrop: () => setLight((before) => !before),
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    const arrow = arrows.find(([key]) => matchesKey(event, key));
    // Of an image that is visible as a whole there is nothing to move: the arrows stay with the view.
    if (!arrow || !view.pannable) return;
    event.preventDefault();
    event.stopPropagation();
    view.pan(arrow[1], arrow[2]);
  };
  return (
    <div className={styles.viewer} data-backdrop={light ? 'light' : undefined}>
      {/* The stage takes the arrows while the image is larger than it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={stage}
        className={styles.stage}
        data-pannable={view.pannable || undefined}
        data-pixels={view.scale >= pixelScale || undefined}
        // A place to pan from by keyboard; without anything to pan it is no stop.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={view.pannable ? 0 : -1}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for a form
        role="group"
        aria-label={`Image, ${Math.round(view.scale * 100)}%`}
        onKeyDown={onKeyDown}
        onDoubleClick={() => (view.pannable ? fit() : actualSize())}
        {...pointers}
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
              onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
                setLoaded(src);
                setMeasured({ src, width, height });
              }}
              onError={() => setFailed(src)}
            />
          </>
        )}
      </div>
      <section
        className={styles.tools}
        aria-label={name === undefined ? 'Image tools' : `Image tools ${name}`}
      >
        <IconButton icon={Maximize} label="Fit" keys="0" tooltipSide="left" onClick={fit} />
        <IconButton icon={Minus} label="Zoom out" keys="-" tooltipSide="left" onClick={zoomOut} />
        <span className={styles.zoom}>{Math.round(view.scale * 100)}%</span>
        <IconButton icon={Plus} label="Zoom in" keys="Plus" tooltipSide="left" onClick={zoomIn} />
        <IconButton icon={Grid3x3} label="Pixel for pixel" keys="1" tooltipSide="left" onClick={actualSize} />
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
