import { Download } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { carriesFiles, chosenFiles, type DroppedFile, droppedFiles } from './dropped-files.ts';
import { Icon } from './icon.tsx';
import styles from './drop-zone.module.css';

/**
 * A button that also takes drops: pressing it opens the file dialog, dropping gives files and whole folders.
 * `accept` restricts the dialog only; what is dropped is recognised by its content.
 */
export function DropZone(props: {
  title: string;
  /** Second line, what is understood. */
  hint?: ReactNode;
  accept?: string;
  multiple?: boolean;
  onFiles: (files: readonly DroppedFile[]) => void;
}) {
  const { title, hint, accept, multiple = true, onFiles } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    void droppedFiles(event.dataTransfer).then((files) => {
      if (files.length > 0) onFiles(files);
    });
  };
  return (
    <>
      <button
        type="button"
        className={styles.zone}
        data-over={over || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          if (!carriesFiles(event.dataTransfer)) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Icon of={Download} size={18} />
        <b className={styles.title}>{title}</b>
        {hint && <span className={styles.hint}>{hint}</span>}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const list = event.currentTarget.files;
          if (list && list.length > 0) onFiles(chosenFiles(list));
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
