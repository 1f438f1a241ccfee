/** usearch as a side of the benchmark, where FIGSCOPE_PEERS names a node_modules folder that has it. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { float16ToFloat } from '#app/ml/half-floats.ts';
import { ExactIndex } from '../exact-index.ts';
import { TopK } from '../top-k.ts';
import { dotRow, VectorFile } from '../vector-file.ts';
import { kinds, neighbours, readQueries } from './bench-data.ts';
import {
  askedKs,
  halvesOf,
  peak,
  peer,
  resident,
  type SideAnswers,
  type SideInput,
  type SideReport,
  time,
} from './bench-sides.ts';

// The little of its interface that is used; it is no dependency.
interface UsearchIndex {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(vector: Float32Array, k: number, threads: number): { readonly keys: BigUint64Array };
  save(path: string): void;
  load(path: string): void;
}
interface Usearch {
  readonly Index: new (config: object) => UsearchIndex;
}

const threads = 2;
const rowsPerBatch = 5000;
/** Of its time: for adding rows, and until questions end; what was begun is finished. */
const addingShare = 0.5;
const askingShare = 0.85;
/** Breadth of a search, and how many times as many results are compared again with the vectors; 1: none. */
const settings = [
  { breadth: 64, again: 1 },
  { breadth: 256, again: 1 },
  { breadth: 512, again: 1 },
  { breadth: 256, again: 4 },
  { breadth: 1024, again: 4 },
] as const;

/** All rows, as far as the time allows. It knows no filter. */
async function usearch(input: SideInput, quantization: 'f16' | 'i8'): Promise<SideReport> {
  const { Index } = peer<Usearch>('usearch');
  const { folder, dimension } = input;
  const open = (breadth: number): UsearchIndex =>
    new Index({
      dimensions: dimension,
      metric: 'cos',
      quantization,
      connectivity: 16,
      expansion_add: 128,
      expansion_search: breadth,
      multi: false,
    });
  const built = open(settings[0].breadth);
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1000;
  let rows = 0;
  while (rows < input.rows && elapsed() < addingShare * input.limitSeconds) {
    const count = Math.min(rowsPerBatch, input.rows - rows);
    const keys = BigUint64Array.from({ length: count }, (_none, row) => BigInt(rows + row));
    built.add(keys, float16ToFloat(halvesOf(input, rows, count)), threads);
    rows += count;
  }
  const buildSeconds = elapsed();
  const buildPeakBytes = peak();
  const path = join(folder, `usearch-${quantization}`);
  built.save(path);
  const bytes = statSync(path).size;
  using file = new VectorFile(folder, 'image', dimension);
  const answers: SideAnswers[] = [];
  let residentBytes = 0;
  let unasked = settings.length;
  for (const { breadth, again } of settings) {
    if (elapsed() > askingShare * input.limitSeconds) break;
    unasked -= 1;
    const index = open(breadth);
    index.load(path);
    residentBytes = Math.max(residentBytes, resident());
    const setting = `${quantization}, M 16, ef ${breadth}${again === 1 ? '' : `, best ${again} k compared again`}`;
    const ask = (query: Float32Array, k: number): number[] => {
      const found = Array.from(index.search(query, again * k, 1).keys, Number);
      return again === 1 ? found : bestOf(file, query, found, k);
    };
    for (const kind of kinds)
      for (const k of askedKs)
        answers.push(await time(input, { side: 'usearch', setting, filter: 'all', kind, k }, ask));
  }
  rmSync(path);
  const facts = unasked > 0 ? [`usearch: no time left for ${unasked} of ${settings.length} settings`] : [];
  const report = { facts, buildSeconds, buildPeakBytes, bytes, residentBytes };
  if (rows === input.rows) return { ...report, answers };
  using exact = new ExactIndex(folder, 'image', dimension, rows);
  return {
    ...report,
    rows,
    answers: answers.map((answer) => ({ ...answer, ...recallAmong(exact, input, answer) })),
  };
}

export const usearchHalf = (input: SideInput): Promise<SideReport> => usearch(input, 'f16');
export const usearchByte = (input: SideInput): Promise<SideReport> => usearch(input, 'i8');

function bestOf(file: VectorFile, query: Float32Array, rows: readonly number[], k: number): number[] {
  const top = new TopK(k);
  for (const row of rows) top.offer(row, dotRow(file.row(row), 0, query));
  return [...top.sorted().ids];
}

/** Recall among the rows that were added. */
function recallAmong(
  exact: ExactIndex,
  input: SideInput,
  { kind, k, rows }: SideAnswers,
): { recall: number } {
  const recalls = readQueries(input.folder, kind, input.dimension).map((vector, query) => {
    const truth = exact.search({ vector, k: neighbours, mask: undefined }).ids.subarray(0, k);
    const found = new Set(rows[query]);
    return truth.filter((row) => found.has(row)).length / truth.length;
  });
  return { recall: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length };
}
