/** What was dropped: a picture, a name and what was recognised, each with its best label. */
import { FileWarning, X } from 'lucide-react';
import {
  addFiles,
  removeFile,
  select,
  useClassifyStore,
  type ClassifiedFile,
} from '#renderer/stores/classify-store.ts';
import { classNames } from '#renderer/ui/class-names.ts';
import { DropZone } from '#renderer/ui/drop-zone.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Icon } from '#renderer/ui/icon.tsx';
import { PaneBody } from '#renderer/ui/pane.tsx';
import styles from './files-pane.module.css';

export function FilesPane() {
  const { files, selected } = useClassifyStore();
  const refused = files.filter((file) => file.result?.error).length;
  return (
    <PaneBody>
      <div className={styles.zone}>
        <DropZone
          title="Drop images, a folder or DICOM"
          hint="or press to choose"
          onFiles={(dropped) => void addFiles(dropped)}
        />
      </div>
      {files.length > 0 && (
        <p className={styles.count}>
          <b>Recognised</b> {formatNoun(files.length, 'file')}
          {refused > 0 && `, ${refused} refused`}
        </p>
      )}
      <ul className={styles.list}>
        {files.map((file) => (
          <li key={file.grant} className={classNames(styles.row, file.grant === selected && styles.current)}>
            <button
              type="button"
              className={styles.file}
              aria-pressed={file.grant === selected}
              onClick={() => select(file.grant)}
            >
              <Thumbnail file={file} />
              <span className={styles.name}>{file.name}</span>
              <span className={styles.facts}>{factsOf(file)}</span>
            </button>
            <IconButton icon={X} label={`Remove ${file.name}`} onClick={() => removeFile(file.grant)} />
          </li>
        ))}
      </ul>
    </PaneBody>
  );
}

function Thumbnail({ file: { result, previewUrl } }: { file: ClassifiedFile }) {
  if (result?.error)
    return (
      <span className={styles.refused}>
        <Icon of={FileWarning} size={18} />
      </span>
    );
  if (previewUrl === undefined) return <span className={styles.thumb} />;
  return <img className={styles.thumb} src={previewUrl} alt="" />;
}

function factsOf({ result }: ClassifiedFile): string {
  if (!result) return 'waiting';
  if (result.error) return result.error.message;
  const best = result.results?.find((score) => score.rank === 1);
  const { recognised } = result;
  const format = recognised
    ? `${recognised.format.toUpperCase()} ${recognised.width} × ${recognised.height}`
    : '';
  // The numbers first: only words may be cut.
  return best ? `${format} · ${best.label}` : format;
}
