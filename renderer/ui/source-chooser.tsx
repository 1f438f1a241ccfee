import { FolderTree, HardDriveUpload } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from './button.tsx';
import { DropZone } from './drop-zone.tsx';
import { chosenFiles, type DroppedFile } from './dropped-files.ts';
import styles from './source-chooser.module.css';

/** The ways to say where files are: drop them, choose a folder of this machine, or look on the host. */
export function SourceChooser(props: {
  title: string;
  /** What is understood. */
  hint: ReactNode;
  /** Beside the buttons. */
  note: ReactNode;
  onFiles: (files: readonly DroppedFile[]) => void;
  /** The person wants to look on the host: show a HostBrowser. */
  onBrowse: () => void;
}) {
  const { title, hint, note, onFiles, onBrowse } = props;
  const folder = useRef<HTMLInputElement>(null);
  return (
    <>
      <DropZone title={title} hint={hint} onFiles={onFiles} />
      <div className={styles.ways}>
        <Button icon={HardDriveUpload} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
        <Button icon={FolderTree} onClick={onBrowse}>
          Choose on the host
        </Button>
        <span className={styles.note}>{note}</span>
        <input
          ref={folder}
          type="file"
          hidden
          aria-hidden="true"
          tabIndex={-1}
          multiple
          webkitdirectory=""
          onChange={(event) => {
            const list = event.currentTarget.files;
            if (list && list.length > 0) onFiles(chosenFiles(list));
            event.currentTarget.value = '';
          }}
        />
      </div>
    </>
  );
}
