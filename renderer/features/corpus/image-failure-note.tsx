import { CircleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type ImageFailure, retryImages, whyImageFailed } from '#renderer/stores/image-failures.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import styles from './figure-image.module.css';

/** In place of an image: why it is not there, and another try. Small frames have the sign, and the words as title. */
export function ImageFailureNote({ src }: { src: string }) {
  const [why, setWhy] = useState<ImageFailure>();
  useEffect(() => {
    const leaving = new AbortController();
    void whyImageFailed(src, leaving.signal).then((found) => {
      if (!leaving.signal.aborted) setWhy(found);
    });
    return () => leaving.abort();
  }, [src]);
  return (
    <span className={styles.failed} title={[why?.message, why?.remedy].filter(Boolean).join(' ')}>
      <Icon of={CircleAlert} size={14} />
      <span className={styles.why}>{why?.message ?? 'The image cannot be shown.'}</span>
      <button
        type="button"
        className={styles.retry}
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation();
          retryImages();
        }}
      >
        Try again
      </button>
    </span>
  );
}
