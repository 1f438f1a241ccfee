/** What a shell (HTTP server, Electron) needs of the host: the contract's handlers, image bytes, uploads. */
import type { HostContract } from '#app/contract/index.ts';
import type { Handlers } from '#app/rpc/define.ts';

/** A file on disk that answers a blob request. */
export interface BlobFile {
  readonly path: string;
  /** MIME type. */
  readonly type: string;
}

export interface HostForShell {
  readonly handlers: Handlers<HostContract>;

  /** `/blob/<corpus>/<sha256>?w=256`: a thumbnail, or the whole image for width 0. Undefined: no such image. */
  blob(corpus: string, sha256: string, width: number, signal: AbortSignal): Promise<BlobFile | undefined>;

  /** `/preview/<grant>?w=1024`: a picture of a granted image file. Undefined when it is not one. */
  preview(grant: string, width: number, signal: AbortSignal): Promise<BlobFile | undefined>;

  /**
   * `PUT /upload/<grant>/<relative path>`: stores one uploaded file under a grant id that the window invented, so
   * that a dropped folder becomes one grant. The path is checked against traversal; bytes are streamed to disk.
   */
  receive(
    grant: string,
    relativePath: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<{ sizeBytes: number }>;

  /** Electron only: registers a path that the person dropped or chose and answers its grant id. */
  grantPath(path: string): string;

  /** True while a job runs: the process then outlives its last window. */
  readonly busy: boolean;

  /** Stops workers in order: ask, wait, terminate. Runs stop with a checkpoint. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly home: string;
  readonly shell: 'browser' | 'electron';
  readonly version: string;
}
