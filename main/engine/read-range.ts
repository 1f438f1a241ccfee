/** Pieces of a file of weights, read where they lie. */
import type { FileHandle } from 'node:fs/promises';
import { FigscopeError } from '#app/util/error.ts';

/** The system reads at most 2 GiB at once. */
const MOST_BYTES_AT_ONCE = 2 ** 30;

/** Exactly these bytes, in memory of their own. Throws invalid-input when the file has become shorter. */
export async function readRange(
  file: FileHandle,
  offsetBytes: number,
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(sizeBytes);
  for (let done = 0; done < sizeBytes; ) {
    const wanted = Math.min(sizeBytes - done, MOST_BYTES_AT_ONCE);
    const { bytesRead } = await file.read(bytes, done, wanted, offsetBytes + done);
    if (bytesRead === 0) {
      throw new FigscopeError('invalid-input', {
        message: 'The file of weights became shorter while it was read.',
        remedy: 'Wait until it is copied completely, and try again.',
      });
    }
    done += bytesRead;
  }
  return bytes;
}
