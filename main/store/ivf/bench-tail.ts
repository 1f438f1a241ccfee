/** A side of the benchmark of vector search: rows that were added since the index was built. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readVectorState, vectorPath, writeVectorState } from '../embedding-folder.ts';
import { readQueries } from './bench-data.ts';
import { askIndex, mustBe, resident, type SideInput, type SideReport } from './bench-sides.ts';
import { buildSide } from './build-side.ts';
import { openIndexFile } from './index-file.ts';
import { tailShare } from './index-notes.ts';
import { IvfIndex } from './ivf-index.ts';

/** An index that lacks the last rows, which are to be rows that were added since, with the clusters of the whole. */
export async function buildTail({ folder, rows }: SideInput): Promise<SideReport> {
  const state = mustBe(readVectorState(folder));
  const tailFolder = tailOf(folder);
  rmSync(tailFolder, { recursive: true, force: true });
  mkdirSync(tailFolder);
  for (const side of ['image', 'text'] as const)
    symlinkSync(vectorPath(folder, side), vectorPath(tailFolder, side));
  const indexed = { ...state, image: rows - Math.floor(tailShare * rows) };
  writeVectorState(tailFolder, indexed);
  const startedAt = performance.now();
  using grownFrom = openIndexFile(folder, 'image', state);
  const options = { folder: tailFolder, side: 'image', state: indexed, seed: 0, threads: 2 } as const;
  await buildSide({ ...options, grownFrom, signal: new AbortController().signal, tell: () => undefined });
  return { buildSeconds: (performance.now() - startedAt) / 1000, answers: [], residentBytes: resident() };
}

const tailOf = (folder: string): string => join(folder, 'tail');

export async function askTail(input: SideInput): Promise<SideReport> {
  const { folder, rows, dimension } = input;
  const tailFolder = tailOf(folder);
  const indexed = mustBe(readVectorState(tailFolder));
  const file = openIndexFile(tailFolder, 'image', indexed);
  if (!file) throw new Error('There is no index.');
  using index = new IvfIndex({ folder: tailFolder, side: 'image', dimension, rows, file });
  const [query] = readQueries(folder, 'inside', dimension);
  const before = resident();
  const firstMilliseconds = Array.from({ length: Math.ceil((rows - indexed.image) / 8192) + 1 }, () => {
    const askedAt = performance.now();
    index.search({ vector: query, k: 10, mask: undefined });
    return performance.now() - askedAt;
  });
  const answers = await askIndex(input, 'with a tail', index);
  const tailRows = (rows - indexed.image).toLocaleString('en');
  return {
    answers,
    residentBytes: resident(),
    facts: [
      `tail of ${tailRows} rows: its codes are made by the first ${firstMilliseconds.length - 1} searches, of which the slowest took ${Math.max(...firstMilliseconds).toFixed(0)} ms; ${((resident() - before) / 2 ** 20).toFixed(0)} MB more`,
    ],
  };
}
