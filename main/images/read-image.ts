/** The bytes of a corpus image, wherever they are, and its pixels. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageSource } from '#app/domain/figure.ts';
import type { Raster } from '#app/ml/preprocess/raster.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { decodeImage } from './decode-image.ts';
import { readRemoteImage } from './remote-image.ts';
import { drawPlate } from './synthetic-plate.ts';

export async function readImage(source: ImageSource, corpusFolder: string): Promise<Raster> {
  return decodeImage(await readImageBytes(source, corpusFolder));
}

/**
 * Originals stay where they were imported from, so they may have been moved since; those on a server are fetched.
 * @throws FigscopeError `not-found`, `permission-denied` or `invalid-input`, with the path; for a server as RemoteImages
 */
export async function readImageBytes(source: ImageSource, corpusFolder: string): Promise<Uint8Array> {
  if (source.kind === 'synthetic') return drawPlate(source);
  if (source.kind === 'remote') return readRemoteImage(source, corpusFolder);
  const path =
    source.kind === 'blob'
      ? join(corpusFolder, 'blobs', source.sha256.slice(0, 2), source.sha256)
      : source.path;
  try {
    return source.kind === 'tar' ? await readPart(path, source) : await readFile(path);
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

async function readPart(
  path: string,
  { offset, sizeBytes }: { offset: number; sizeBytes: number },
): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const bytes = new Uint8Array(sizeBytes);
  const { bytesRead } = await file.read(bytes, 0, sizeBytes, offset);
  if (bytesRead < sizeBytes) throw new FigscopeError('invalid-input', 'the file has become shorter');
  return bytes;
}

function unreadable(path: string, cause: unknown): FigscopeError {
  const { code, message } = errorRecord(cause);
  const reason = code === 'not-found' ? 'it is not there any more' : message;
  const detail = {
    message: `The image ${path} cannot be read: ${reason}.`,
    remedy: 'Put it back where it was imported from, or import it again from where it is now.',
    facts: { path },
  };
  return new FigscopeError(code, detail, { cause });
}
