import { useState } from 'react';
import { useImageRetries } from '#renderer/stores/image-failures.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { useIsScrollingFast } from '#renderer/ui/scroll-pace.ts';
import { ImageFailureNote } from './image-failure-note.tsx';
import styles from './figure-image.module.css';

/** An image that keeps its shape inside its frame, and says so when it cannot be shown. */
export function FigureImage({ src, alt }: { src: string; alt: string }) {
  const [failed, setFailed] = useState<string>();
  const [loaded, setLoaded] = useState<string>();
  const fast = useIsScrollingFast();
  const [wanted, setWanted] = useState(fast ? undefined : src);
  if (!fast && wanted !== src) setWanted(src);
  const connected = useSessionStore((state) => state.link === 'open');
  const round = useImageRetries((state) => state.round);
  const [before, setBefore] = useState({ connected, round });
  if (connected !== before.connected || round !== before.round) {
    setBefore({ connected, round });
    // What failed while the host was away is worth another try, and what a person asks for.
    if (connected) setFailed(undefined);
  }
  if (failed === src) return <ImageFailureNote src={src} />;
  // While pages fly by, no image is asked for that nobody will see.
  if (fast && wanted !== src) return null;
  return (
    <img
      key={src}
      className={styles.image}
      data-loaded={loaded === src || undefined}
      src={src}
      alt={alt}
      decoding="async"
      draggable={false}
      onLoad={() => setLoaded(src)}
      onError={() => setFailed(src)}
    />
  );
}
