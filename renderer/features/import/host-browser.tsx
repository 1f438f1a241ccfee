import { CornerLeftUp, File, Folder } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { type HostClient, host } from '#renderer/stores/client.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './host-browser.module.css';

type Listing = Awaited<ReturnType<HostClient['files.list']>>;

/** Folders and files of the host's machine. A path can also be typed; Enter goes there. */
export function HostBrowser({
  onChoose,
  onCancel,
}: {
  onChoose: (path: string) => void;
  onCancel: () => void;
}) {
  const [listing, setListing] = useState<Listing>();
  const [error, setError] = useState<ErrorRecord>();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<string>();

  const read = useCallback((path: string | undefined, signal: AbortSignal) => {
    void host()
      ['files.list'](path === undefined ? {} : { path }, { signal })
      .then(
        (found) => {
          setListing(found);
          setTyped(found.path);
          setError(undefined);
        },
        (thrown: unknown) => {
          if (!signal.aborted) setError(errorRecord(thrown));
        },
      );
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    read(asked, leaving.signal);
    return () => leaving.abort();
  }, [asked, read]);

  const inside = (name: string): string => {
    const separator = listing?.path.includes('\\') ? '\\' : '/';
    return `${listing?.path.replace(/[/\\]$/, '') ?? ''}${separator}${name}`;
  };
  return (
    <div className={styles.browser}>
      <form
        className={styles.path}
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed);
        }}
      >
        <IconButton
          icon={CornerLeftUp}
          label="Folder above"
          disabled={listing?.parent === undefined}
          onClick={() => setAsked(listing?.parent)}
        />
        <TextField
          className={styles.field}
          label="Path on the host"
          hideLabel
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit">Go</Button>
      </form>
      <div className={styles.list}>
        {error ? (
          <ErrorState title="This folder cannot be read" message={error.message} remedy={error.remedy} />
        ) : !listing ? (
          <WaitNote what="Reading the folder" />
        ) : (
          <ul>
            {listing.entries.map((entry) => (
              <li key={entry.name}>
                <button
                  type="button"
                  className={styles.entry}
                  onClick={() =>
                    entry.kind === 'folder' ? setAsked(inside(entry.name)) : onChoose(inside(entry.name))
                  }
                >
                  <Icon of={entry.kind === 'folder' ? Folder : File} size={15} />
                  <span className={styles.name}>{entry.name}</span>
                  {entry.sizeBytes !== undefined && (
                    <span className={styles.size}>{formatBytes(entry.sizeBytes)}</span>
                  )}
                </button>
              </li>
            ))}
            {listing.entries.length === 0 && <li className={styles.none}>This folder is empty.</li>}
          </ul>
        )}
      </div>
      <div className={styles.foot}>
        <span className={styles.hint}>Open a folder, or press a file to import only that.</span>
        <Button variant="quiet" onClick={onCancel}>
          Back
        </Button>
        <Button
          variant="primary"
          disabled={!listing || error !== undefined}
          onClick={() => listing && onChoose(listing.path)}
        >
          Use this folder
        </Button>
      </div>
    </div>
  );
}
