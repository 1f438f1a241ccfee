/** Ctrl+V with an image on the clipboard, a screenshot for instance. */
import { useEffect, useRef } from 'react';
import type { DroppedFile } from '#renderer/ui/dropped-files.ts';

export function usePastedImage(onImage: (file: DroppedFile) => void): void {
  const latest = useRef(onImage);
  useEffect(() => {
    latest.current = onImage;
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      // Text goes where the caret is.
      if (!file) return;
      event.preventDefault();
      latest.current({ path: file.name || 'pasted image.png', file });
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, []);
}
