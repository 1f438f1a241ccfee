/** A file of an article on a server, read at most once. */
import type { ImageSource } from '#app/domain/figure.ts';
import type { ImportOptions } from '../options.ts';
import type { ArticleFile } from './data-set.ts';

export class RemoteFile implements ArticleFile {
  readonly name: string;
  /** Nobody tells before it is fetched. */
  readonly sizeBytes = 0;
  readonly path = undefined;
  readonly remote: { readonly url: string; readonly md5: string | undefined };
  readonly #fetch: () => Promise<Uint8Array>;
  readonly #blobSink: ImportOptions['blobSink'];
  #bytes: Promise<Uint8Array> | undefined;

  constructor(
    name: string,
    remote: { readonly url: string; readonly md5: string | undefined },
    fetch: () => Promise<Uint8Array>,
    blobSink: ImportOptions['blobSink'],
  ) {
    this.name = name;
    this.remote = remote;
    this.#fetch = fetch;
    this.#blobSink = blobSink;
  }

  read(): Promise<Uint8Array> {
    return (this.#bytes ??= this.#fetch());
  }

  async head(sizeBytes: number): Promise<Uint8Array> {
    return (await this.read()).subarray(0, sizeBytes);
  }

  async keep(bytes: Uint8Array): Promise<ImageSource> {
    const { sha256 } = await this.#blobSink(bytes);
    return { kind: 'blob', sha256 };
  }
}
