/** Files as a person drops them from a folder of the desktop. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Locator } from 'playwright-core';

export interface FileToDrop {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const fileOnDisk = (path: string): FileToDrop => ({ name: basename(path), bytes: readFileSync(path) });

export const textFile = (name: string, text: string): FileToDrop => ({ name, bytes: Buffer.from(text) });

/** Drags the files over an element and lets go of them there. */
export async function dropFiles(target: Locator, files: readonly FileToDrop[]): Promise<void> {
  const encoded = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  const dataTransfer = await target.page().evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, encoded);
  await target.dispatchEvent('dragover', { dataTransfer });
  await target.dispatchEvent('drop', { dataTransfer });
  await dataTransfer.dispose();
}
