/** Files dropped anywhere on the window: without this the browser would leave the page and open the file. */
import { useEffect, useState } from 'react';
import { openImport } from '#renderer/stores/import-store.ts';
import { carriesFiles, droppedFiles } from '#renderer/ui/dropped-files.ts';

/** True while files are held over the window and nothing else wants them. */
export function useWindowDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      const wanted = carriesFiles(event.dataTransfer) && !event.defaultPrevented;
      event.preventDefault();
      setOver(wanted);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      const taken = event.defaultPrevented;
      event.preventDefault();
      if (taken || !event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
      void droppedFiles(event.dataTransfer).then((files) => {
        if (files.length > 0) openImport({ kind: 'files', files });
      });
    };
    addEventListener('dragover', onDragOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onDragOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return over;
}
