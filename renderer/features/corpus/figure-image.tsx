import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { useIsScrollingFast } from '#renderer/ui/scroll-pace.ts';
import styles from './figure-image.module.css';

/** An image that keeps its shape inside its frame, and says so when it cannot be shown. */
export function FigureImage({ src, alt }: { src: string; alt: string }) {
  const [failed, setFailed] = useState<string>();
  const [loaded, setLoaded] = useState<string>();
  const fast = useIsScrollingFast();
  const [wanted, setWanted] = useState(fast ? undefined : src);
  if (!fast && wanted !== src) setWanted(src);
  const connected = useSessionStore((state) => state.link === 'open');
  const [wasConnected, setWasConnected] = useState(connected);
  if (connected !== wasConnected) {
    setWasConnected(connected);
    // What failed while the host was away is worth another try.
    if (connected) setFailed(undefined);
  }
  if (failed === src) {
    return (
      <span className={styles.failed}>
        <Icon of={CircleAlert} size={14} />
        Image cannot be shown
      </span>
    );
  }
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
