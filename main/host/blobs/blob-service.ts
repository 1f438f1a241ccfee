/** Images of a corpus by hash: thumbnails from the cache, made on first sight; whole images as they are. */
import { join } from 'node:path';
import type { CorpusService } from '../corpus/corpus-service.ts';
import type { BlobFile } from '../host-for-shell.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { UploadService } from './upload-service.ts';

/** Widths that thumbnails are made in: asking for another gives the next larger one, so that the cache stays small. */
const widths = [128, 256, 512, 1024];
/** Thumbnails in the making at once; more requests wait, so that a fast scroll cannot flood the worker. */
const concurrency = 4;
/** Images that have to come from a server wait for it and not for the processor. They never hold up the others. */
const remoteConcurrency = 12;

export class BlobService {
  readonly #corpora: CorpusService;
  readonly #workers: WorkerSet;
  readonly #uploads: UploadService;
  readonly #previewFolder: string;
  readonly #here = new NewestFirst(concurrency);
  readonly #remote = new NewestFirst(remoteConcurrency);

  constructor(parts: {
    corpora: CorpusService;
    workers: WorkerSet;
    uploads: UploadService;
    previewFolder: string;
  }) {
    this.#corpora = parts.corpora;
    this.#workers = parts.workers;
    this.#uploads = parts.uploads;
    this.#previewFolder = parts.previewFolder;
  }

  async blob(
    corpus: string,
    sha256: string,
    width: number,
    signal: AbortSignal,
  ): Promise<BlobFile | undefined> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    const data = await this.#corpora.open(corpus);
    const image = await data['data.image']({ sha256 });
    if (!image) return undefined;
    const folder = this.#corpora.folder(corpus);
    const release = await (image.source.kind === 'remote' ? this.#remote : this.#here).slot();
    try {
      signal.throwIfAborted();
      const images = await this.#workers.images();
      return await images['images.thumbnail'](
        {
          sha256,
          source: image.source,
          blobFolder: join(folder, 'blobs'),
          thumbFolder: join(folder, 'thumbs'),
          width: width === 0 ? 0 : (widths.find((candidate) => candidate >= width) ?? 1024),
        },
        { signal },
      );
    } finally {
      release();
    }
  }

  /** A picture of the first file of a grant, for formats that browsers do not show. */
  async preview(grant: string, width: number, signal: AbortSignal): Promise<BlobFile | undefined> {
    const [path] = await this.#uploads.files({ kind: 'grant', id: grant });
    if (path === undefined) return undefined;
    const images = await this.#workers.images();
    const request = {
      sha256: grant,
      source: { kind: 'file' as const, path },
      blobFolder: this.#previewFolder,
      thumbFolder: this.#previewFolder,
      width,
    };
    return images['images.thumbnail'](request, { signal });
  }
}

/** So many at a time; of those that wait the newest is next: it is what the person looks at now. */
class NewestFirst {
  readonly #waiting: (() => void)[] = [];
  readonly #places: number;
  #active = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** Resolves with the function that gives the place back. */
  async slot(): Promise<() => void> {
    if (this.#active >= this.#places) await new Promise<void>((resume) => this.#waiting.push(resume));
    this.#active++;
    return () => {
      this.#active--;
      this.#waiting.pop()?.();
    };
  }
}
