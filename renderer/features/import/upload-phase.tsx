import { closeImport } from '#renderer/stores/import-store.ts';
import type { UploadProgress } from '#renderer/stores/upload.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatBytes, formatCount, formatShare } from '#renderer/ui/format.ts';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import styles from './phase.module.css';

/** Files on their way to the host. Cancelling stops them; nothing has been imported yet. */
export const UploadPhase = ({ progress }: { progress: UploadProgress | undefined }) => (
  <div className={styles.phase}>
    <p>
      <b>Uploading to the host</b>
    </p>
    <ProgressBar label="Upload" done={progress?.sentBytes ?? 0} total={progress?.totalBytes} thick />
    <p className={styles.numbers} aria-live="polite">
      {progress ? (
        <>
          <span>
            {formatShare(progress.sentBytes, progress.totalBytes)}, {formatBytes(progress.sentBytes)} of{' '}
            {formatBytes(progress.totalBytes)}
          </span>
          <span>
            {formatCount(progress.sentFiles)} of {formatCount(progress.totalFiles)} files
          </span>
        </>
      ) : (
        <span>Starting</span>
      )}
    </p>
    <div className={styles.foot}>
      <Button onClick={closeImport}>Cancel</Button>
    </div>
  </div>
);
