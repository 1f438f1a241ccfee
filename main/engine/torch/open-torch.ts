/** Opens a file that torch.save wrote, in either of its forms, and finds the weights in it. */
import { openToRead } from '../files.ts';
import { readRange } from '../read-range.ts';
import { openStreamForm } from './stream-form.ts';
import type { TorchFile } from './torch-file.ts';
import { openZipForm } from './zip-form.ts';

/** Reads the pickle; nothing it asks for is run. Throws not-found, invalid-input (damaged, refused) or unsupported. */
export async function openTorchFile(path: string): Promise<TorchFile> {
  await using file = await openToRead(path);
  const { size } = await file.stat();
  const first = await readRange(file, 0, Math.min(2, size));
  // Awaited here: the file closes at the end of this function.
  return isZip(first) ? await openZipForm(file, path, size) : await openStreamForm(file, path, size);
}

/** True for the first bytes of a zip archive. */
export function isZip([first, second]: Uint8Array): boolean {
  return first === 0x50 && second === 0x4b;
}
