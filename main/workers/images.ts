/** Entry of the image worker: thumbnails, away from the host's event loop. */
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { contractVersion, imageContract, type ImageContract } from '#app/contract/index.ts';
import type { ImageSource } from '#app/domain/figure.ts';
import { displayImage, thumbnail } from '#main/images/thumbnail.ts';
import { pruneFolder } from '#main/images/bounded-folder.ts';
import { readImageBytes } from '#main/images/read-image.ts';
import { smallPlate } from '#main/images/synthetic-plate.ts';
import { serveWorker, type WorkerHandlers } from './serve-worker.ts';

/** Requests for the same thumbnail that come while it is made share the work. */
const making = new Map<string, Promise<void>>();

const handlers: WorkerHandlers<ImageContract> = {
  'images.thumbnail': async ({ sha256, source, blobFolder, thumbFolder, width }) => {
    const type = width === 0 ? 'image/png' : 'image/webp';
    const path = join(thumbFolder, sha256.slice(0, 2), `${sha256}-${width}.${width === 0 ? 'png' : 'webp'}`);
    if (await exists(path)) return { path, type };
    let work = making.get(path);
    if (!work) {
      work = make(path, source, dirname(blobFolder), width).finally(() => making.delete(path));
      making.set(path, work);
    }
    await work;
    await keepBounded(thumbFolder);
    return { path, type };
  },
};

async function make(path: string, source: ImageSource, corpusFolder: string, width: number): Promise<void> {
  const isPlate = source.kind === 'synthetic' && width > 0;
  const bytes = await readImageBytes(isPlate ? smallPlate(source, width) : source, corpusFolder);
  const made = width === 0 ? await displayImage(bytes) : await thumbnail(bytes, width);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, made.bytes);
  await rename(temporary, path);
}

/** How many were made in each folder since this process started. */
const made = new Map<string, number>();
const thumbnailsPerCheck = 2000;
/** A hundred thousand thumbnails or so per corpus. */
const thumbnailCacheBytes = 2_000_000_000;

/** Looks at the size of the cache with the first thumbnail, then now and again. */
async function keepBounded(thumbFolder: string): Promise<void> {
  const count = made.get(thumbFolder) ?? 0;
  made.set(thumbFolder, count + 1);
  if (count % thumbnailsPerCheck === 0) await pruneFolder(thumbFolder, thumbnailCacheBytes);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

serveWorker(imageContract, handlers, { version: String(contractVersion) });
