/** What the benchmark of vector search works on: made-up vectors, queries, filters, and the true neighbours. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createVectorKernel, dotsQueryScale } from '../../../native/kernels/vectors.ts';
import { floatToFloat16 } from '#app/ml/half-floats.ts';
import { writeVectorState } from '../embedding-folder.ts';
import { TopK } from '../top-k.ts';
import { VectorFile } from '../vector-file.ts';
import { clusteredVectors } from './test-clustered-vectors.ts';

export const kinds = ['inside', 'outside'] as const;
export type QueryKind = (typeof kinds)[number];
export const queriesPerKind = 50;
export const neighbours = 100;

/** Rows that a filter lets through, by a number of the row that says nothing about its vector. */
export const filters = ['all', 'tenth', 'hundredth', 'few'] as const;
export type FilterName = (typeof filters)[number];
const fewRows = 376;

export const numberOf = (row: number): number => (Math.imul(row + 7, 0x85ebca6b) ^ (row >>> 3)) >>> 0;
export function passes(filter: FilterName, row: number, rows: number): boolean {
  if (filter === 'all') return true;
  if (filter === 'tenth') return numberOf(row) % 10 === 0;
  if (filter === 'hundredth') return numberOf(row) % 100 === 0;
  return row % Math.max(1, Math.floor(rows / fewRows)) === 0;
}

const blockRows = 2048;

/** Writes image.f16 and state.json into the folder; the texts are queries of the other kind, which tune the index. */
export function writeVectors(folder: string, rows: number, dimension: number): void {
  const vectors = clusteredVectors(dimension, 1);
  const file = openSync(join(folder, 'image.f16'), 'w');
  const block = new Float32Array(blockRows * dimension);
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    for (let row = 0; row < count; row += 1) vectors.fill(first + row, block, row * dimension);
    const halves = packed(block.subarray(0, count * dimension));
    writeSync(file, new Uint8Array(halves.buffer));
  }
  closeSync(file);
  const texts = 1000;
  const other = new Float32Array(texts * dimension);
  for (let text = 0; text < texts; text += 1) other.set(vectors.outside(5000 + text), text * dimension);
  writeFileSync(join(folder, 'text.f16'), new Uint8Array(floatToFloat16(other).buffer));
  writeVectorState(folder, { dimension, image: rows, text: texts, createdAt: 'bench' });
  for (const kind of kinds) {
    const queries = new Float32Array(queriesPerKind * dimension);
    for (let query = 0; query < queriesPerKind; query += 1)
      queries.set(vectors[kind](query), query * dimension);
    writeFileSync(join(folder, `${kind}.f32`), new Uint8Array(queries.buffer));
  }
}

/** Numbers below 2 as half precision; as floatToFloat16, but in one loop, for millions of rows. */
function packed(values: Float32Array): Uint16Array<ArrayBuffer> {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const sign = (patterns[index] >>> 16) & 0x8000;
    const magnitude = patterns[index] & 0x7fffffff;
    halves[index] =
      magnitude < 0x38800000
        ? sign | Math.round(Math.abs(values[index]) * 2 ** 24)
        : sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
  }
  return halves;
}

/** [queriesPerKind][dimension] */
export function readQueries(folder: string, kind: QueryKind, dimension: number): Float32Array<ArrayBuffer>[] {
  const bytes = new Uint8Array(readFileSync(join(folder, `${kind}.f32`)));
  return Array.from(
    { length: queriesPerKind },
    (_none, query) =>
      new Float32Array(bytes.buffer.slice(query * dimension * 4, (query + 1) * dimension * 4)),
  );
}

/** Truth by filter, kind and query: rows, best first. */
export type Truth = Record<FilterName, Record<QueryKind, number[][]>>;

/** Compares every vector with every query, in one pass over the file. */
export function findTruth(folder: string, rows: number, dimension: number): Truth {
  using file = new VectorFile(folder, 'image', dimension);
  const { module, arena } = createVectorKernel();
  const queries = kinds.flatMap((kind) => readQueries(folder, kind, dimension));
  const padded = Math.ceil(dimension / 16) * 16;
  const places = queries.map(() => arena.place(4 * padded));
  const [block, scores] = [arena.place(blockRows * dimension * 2), arena.place(4 * blockRows)];
  queries.forEach((query, place) =>
    new Float32Array(arena.buffer, places[place], dimension).set(
      query.map((value) => value * dotsQueryScale),
    ),
  );
  const tops = filters.map(() => queries.map(() => new TopK(neighbours)));
  const found = new Float32Array(arena.buffer, scores, blockRows);
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    file.readHalves(first, new Uint8Array(arena.buffer, block, count * dimension * 2));
    const isIn = filters.map((filter) =>
      Uint8Array.from({ length: count }, (_none, row) => (passes(filter, first + row, rows) ? 1 : 0)),
    );
    queries.forEach((_query, query) => {
      module.dots(block, 0, count, dimension, places[query], scores);
      tops.forEach((of, filter) => {
        const top = of[query];
        const mask = isIn[filter];
        for (let row = 0; row < count; row += 1)
          if (found[row] >= top.floor && mask[row] === 1) top.offer(first + row, found[row]);
      });
    });
  }
  const byKind = (of: readonly TopK[]): Record<QueryKind, number[][]> => {
    const lists = of.map((top) => [...top.sorted().ids]);
    return { inside: lists.slice(0, queriesPerKind), outside: lists.slice(queriesPerKind) };
  };
  const [all, tenth, hundredth, few] = tops.map(byKind);
  return { all, tenth, hundredth, few };
}
