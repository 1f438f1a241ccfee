import { CornerLeftUp, File, Folder } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { Button } from './button.tsx';
import { ErrorState } from './error-state.tsx';
import { formatBytes } from './format.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { TextField } from './text-field.tsx';
import { WaitNote } from './wait-note.tsx';
import styles from './host-browser.module.css';

/** A folder of the host's machine. */
export interface HostFolder {
  readonly path: string;
  readonly parent?: string | undefined;
  readonly entries: readonly {
    readonly name: string;
    readonly kind: 'folder' | 'file';
    readonly sizeBytes?: number | undefined;
  }[];
}

/** Without a path: the person's home folder. */
export type ListFolder = (path: string | undefined, signal: AbortSignal) => Promise<HostFolder>;

/** Folders and files of the host's machine. A path can also be typed; Enter goes there. */
export function HostBrowser({
  list,
  foldersOnly = false,
  hint = 'Open a folder, or press a file to import only that.',
  onChoose,
  onCancel,
}: {
  list: ListFolder;
  /** Files are left out: a place to write is wanted. */
  foldersOnly?: boolean;
  hint?: string;
  onChoose: (path: string) => void;
  onCancel: () => void;
}) {
  const [listing, setListing] = useState<HostFolder>();
  const [error, setError] = useState<ErrorRecord>();
  /** What the person typed since the last request; an answer that comes meanwhile must not write over it. */
  const [typed, setTyped] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  /** A new object for every request: the same folder can be asked for again. */
  const [asked, setAsked] = useState<{ readonly path: string | undefined }>({ path: undefined });

  const read = useCallback(
    (path: string | undefined, signal: AbortSignal) => {
      void list(path, signal).then(
        (found) => {
          if (signal.aborted) return;
          setListing(found);
          setError(undefined);
        },
        (thrown: unknown) => {
          if (!signal.aborted) setError(errorRecord(thrown));
        },
      );
    },
    [list],
  );
  useEffect(() => {
    const leaving = new AbortController();
    read(asked.path, leaving.signal);
    return () => leaving.abort();
  }, [asked, read]);

  const path = typed ?? listing?.path ?? asked.path ?? '';
  useLayoutEffect(() => {
    // As in an address bar: what is typed next replaces the path that just came, it is not added to its end.
    if (typed === undefined && document.activeElement === field.current) field.current?.select();
  }, [listing, typed]);

  const go = (wanted: string | undefined): void => {
    // What is shown until the answer is there must not be taken for the folder that was asked for.
    setListing(undefined);
    setError(undefined);
    setTyped(undefined);
    setAsked({ path: wanted });
  };
  const inside = (name: string): string => {
    const separator = listing?.path.includes('\\') ? '\\' : '/';
    return `${listing?.path.replace(/[/\\]$/, '') ?? ''}${separator}${name}`;
  };
  const shown = (listing?.entries ?? []).filter(({ kind }) => kind === 'folder' || !foldersOnly);
  return (
    <div className={styles.browser}>
      <form
        className={styles.path}
        onSubmit={(event) => {
          event.preventDefault();
          go(path);
        }}
      >
        <IconButton
          icon={CornerLeftUp}
          label="Folder above"
          disabled={listing?.parent === undefined}
          onClick={() => go(listing?.parent)}
        />
        <TextField
          className={styles.field}
          label="Path on the host"
          hideLabel
          ref={field}
          value={path}
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
            {shown.map((entry) => (
              <li key={entry.name}>
                <button
                  type="button"
                  className={styles.entry}
                  onClick={() =>
                    entry.kind === 'folder' ? go(inside(entry.name)) : onChoose(inside(entry.name))
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
            {shown.length === 0 && (
              <li className={styles.none}>{foldersOnly ? 'No folders in here.' : 'This folder is empty.'}</li>
            )}
          </ul>
        )}
      </div>
      <div className={styles.foot}>
        <span className={styles.hint}>{hint}</span>
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
