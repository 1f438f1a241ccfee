/** Which pairs a run trains on: fixed at its first start, so that an import in between changes no batch of a resumed run. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CorpusReader } from '#main/store/corpus-reader.ts';
import type { TrainPair } from './prepare.ts';

/** Row ids as little-endian uint32, in order. */
const fileName = 'train-ids.u32';

export async function trainingPairs(runFolder: string, corpus: CorpusReader): Promise<TrainPair[]> {
  const path = join(runFolder, fileName);
  const saved = await readFile(path).catch(() => undefined);
  if (saved === undefined) {
    const pairs = [...corpus.pairs('train')];
    await writeFile(
      `${path}.tmp`,
      Uint32Array.from(pairs, ({ id }) => id),
      { flush: true },
    );
    await rename(`${path}.tmp`, path);
    return pairs;
  }
  const ids = new Set(
    new Uint32Array(saved.buffer.slice(saved.byteOffset, saved.byteOffset + saved.byteLength)),
  );
  // All rows, not the training split alone: a figure may have been rejected or moved since.
  return [...corpus.rows(0)].filter(({ id }) => ids.has(id));
}
