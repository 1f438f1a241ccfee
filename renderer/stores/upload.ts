/** Files of this machine on their way to the host: one PUT each, all under one grant that the window invents. */
import type { FileSource } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface UploadFile {
  /** Relative path with `/`. */
  readonly path: string;
  readonly file: Blob;
}

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly sentFiles: number;
  readonly totalFiles: number;
}

/** What a person chose: files of this machine, or a path that the host can read. */
export type ChosenSource =
  | { readonly kind: 'files'; readonly files: readonly UploadFile[] }
  | { readonly kind: 'path'; readonly path: string };

/** The source as calls of the contract take it; files of this machine are uploaded first. */
export async function sendToHost(
  source: ChosenSource,
  onProgress: (progress: UploadProgress | undefined) => void,
  signal: AbortSignal,
): Promise<FileSource> {
  if (source.kind === 'path') return { kind: 'path', path: source.path };
  const id = newGrant();
  onProgress(undefined);
  await uploadFiles(id, source.files, onProgress, signal);
  return { kind: 'grant', id };
}

/** What a command line would call a source: its path, or the first name of what was dropped. */
export const sourceName = (source: ChosenSource): string =>
  source.kind === 'path' ? source.path : (source.files[0]?.path.split('/')[0] ?? '…');

/** Requests at a time: small files are bound by round trips, large ones by the disk. */
const parallel = 4;

/** A grant id that nobody can guess. */
export const newGrant = (): string => crypto.randomUUID();

/** Sends every file. Rejects with the first failure; the signal stops what is under way. */
export async function uploadFiles(
  grant: string,
  files: readonly UploadFile[],
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const sent = new Float64Array(files.length);
  let sentFiles = 0;
  const report = (): void =>
    onProgress({
      sentBytes: sent.reduce((sum, bytes) => sum + bytes, 0),
      totalBytes,
      sentFiles,
      totalFiles: files.length,
    });
  const queue = files.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { path, file }] of queue) {
      signal.throwIfAborted();
      const onBytes = (bytes: number): void => {
        sent[index] = bytes;
        report();
      };
      await put(uploadAddress(grant, path), file, onBytes, signal);
      sent[index] = file.size;
      sentFiles++;
      report();
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, files.length) }, worker));
}

/** `/upload/<grant>/<path>`, every part encoded. */
export const uploadAddress = (grant: string, path: string): string =>
  `/upload/${grant}/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map(encodeURIComponent)
    .join('/')}`;

/** fetch cannot tell how much of a body has been sent; XMLHttpRequest can. */
function put(
  address: string,
  body: Blob,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const onAbort = (): void => request.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => signal.removeEventListener('abort', onAbort);
    request.open('PUT', address);
    request.upload.addEventListener('progress', (event) => onBytes(event.loaded));
    request.addEventListener('load', () => {
      settle();
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(refusal(request));
    });
    request.addEventListener('error', () => {
      settle();
      reject(
        new FigscopeError('unavailable', {
          message: 'The upload broke off: the host does not answer.',
          remedy: 'Wait for the connection and import again.',
        }),
      );
    });
    request.addEventListener('abort', () => {
      settle();
      reject(new FigscopeError('cancelled', 'The upload was cancelled.'));
    });
    request.send(body);
  });
}

function refusal(request: XMLHttpRequest): FigscopeError {
  if (request.status === 507) {
    return new FigscopeError('storage-full', {
      message: 'The upload was refused: the disk of the host is full.',
      remedy: 'Free some space and import again.',
    });
  }
  return new FigscopeError('unavailable', {
    message: `The upload was refused (${request.status} ${request.statusText}).`,
    remedy: 'Reload the window and import again.',
  });
}
