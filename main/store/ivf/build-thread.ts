/** The work of one thread of an index build: everything that touches every vector. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { createVectorKernel, recordTailBytes } from '../../../native/kernels/vectors.ts';
import { bytesPerValue } from '../embedding-folder.ts';
import { TopK } from '../top-k.ts';
import { hasValues, VectorFile } from '../vector-file.ts';
import { averageLists } from './average-lists.ts';
import {
  type BuildAnswer,
  type BuildSettings,
  type BuildTask,
  isInShare,
  measuredShares,
  noList,
  notedNeighbours,
} from './build-messages.ts';
import { ListFinder } from './list-finder.ts';
import { createRotation } from './rotation.ts';

/** Vectors that pass through the kernel together. */
const chunkRows = 1024;

export class BuildThread implements Disposable {
  readonly #settings: BuildSettings;
  readonly #kernel = createVectorKernel();
  readonly #vectors: VectorFile;
  readonly #codesFile: number;
  readonly #rotation: ReturnType<typeof createRotation>;
  readonly #finder: ListFinder;
  readonly #at;
  readonly #recordBytes: number;
  readonly #neighbours: TopK[][];
  /** Of the centroids that the finder has. */
  #round = -1;

  constructor(settings: BuildSettings) {
    this.#settings = settings;
    const { folder, side, dimension, seed, lists } = settings;
    this.#vectors = new VectorFile(folder, side, dimension);
    this.#codesFile = openSync(settings.codesPath, 'r+');
    this.#rotation = createRotation(dimension, seed);
    const { width, factors } = this.#rotation;
    this.#recordBytes = width / 8 + recordTailBytes;
    this.#finder = new ListFinder(this.#kernel, width, chunkRows, lists);
    const { arena } = this.#kernel;
    const queries = settings.queryRows.byteLength / 4;
    this.#at = {
      halves: arena.place(chunkRows * dimension * bytesPerValue),
      floats: arena.place(chunkRows * width * 4),
      fixed: arena.place(chunkRows * width * 2),
      factors: arena.place(factors.byteLength),
      present: arena.place(chunkRows * 4),
      records: arena.place(chunkRows * this.#recordBytes),
      queries: arena.place(queries * width * 2),
      products: arena.place(queries * chunkRows * 4),
    };
    new Float32Array(arena.buffer, this.#at.factors, factors.length).set(factors);
    this.#neighbours = measuredShares.map(() =>
      Array.from({ length: queries }, () => new TopK(notedNeighbours)),
    );
  }

  run(task: BuildTask): BuildAnswer {
    switch (task.kind) {
      case 'sample':
        this.#sample(task.first, task.end);
        return {};
      case 'assign':
        this.#setCentroids(task.round);
        this.#assign(task.first, task.end);
        return {};
      case 'average':
        averageLists(this.#settings, this.#rotation.width, task.first, task.end);
        return {};
      case 'encode':
        this.#setCentroids(task.round);
        this.#encode(task.first, task.end);
        return {};
      case 'neighbours':
        return { neighbours: this.#neighbours.map((of) => of.map((top) => top.sorted())) };
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#codesFile);
    this.#vectors[Symbol.dispose]();
  }

  #setCentroids(round: number): void {
    if (round === this.#round) return;
    const { centroids, queries } = this.#settings;
    this.#finder.setCentroids(new Int16Array(centroids));
    const fixed = new Int16Array(queries);
    new Int16Array(this.#kernel.arena.buffer, this.#at.queries, fixed.length).set(fixed);
    this.#round = round;
  }

  #sample(first: number, end: number): void {
    const { arena } = this.#kernel;
    const { width } = this.#rotation;
    const { dimension } = this.#settings;
    const rows = new Uint32Array(this.#settings.sampleRows);
    const sample = new Int16Array(this.#settings.sample);
    for (let from = first; from < end; from += chunkRows) {
      const count = Math.min(chunkRows, end - from);
      const rowBytes = dimension * bytesPerValue;
      for (let place = 0; place < count; place += 1) {
        const bytes = new Uint8Array(arena.buffer, this.#at.halves + place * rowBytes, rowBytes);
        this.#vectors.readHalves(rows[from + place], bytes);
      }
      this.#rotate(count);
      sample.set(new Int16Array(arena.buffer, this.#at.fixed, count * width), from * width);
    }
  }

  /** The vectors that were read, rotated, as floats and in fixed point. */
  #rotate(count: number): void {
    const { module } = this.#kernel;
    const { halves, floats, fixed, factors } = this.#at;
    const { width, part, rounds } = this.#rotation;
    module.expand(halves, count, this.#settings.dimension, floats, width);
    module.rotate(floats, count, width, part, factors, rounds);
    module.toFixed(floats, count * width, fixed);
  }

  #assign(first: number, end: number): void {
    const { arena } = this.#kernel;
    const { width } = this.#rotation;
    const sample = new Int16Array(this.#settings.sample);
    const lists = new Uint32Array(this.#settings.sampleLists);
    for (let from = first; from < end; from += chunkRows) {
      const count = Math.min(chunkRows, end - from);
      const fixed = new Int16Array(arena.buffer, this.#at.fixed, count * width);
      fixed.set(sample.subarray(from * width, (from + count) * width));
      lists.set(this.#finder.find(this.#at.fixed, count), from);
    }
  }

  /** Rows `first` to `end - 1`, a block: their records go to the file of codes, sorted by list. */
  #encode(first: number, end: number): void {
    const lists = new Uint32Array(end - first);
    const records = new Uint8Array(this.#recordBytes * (end - first));
    let written = 0;
    for (let from = first; from < end; from += chunkRows) {
      const count = Math.min(chunkRows, end - from);
      written += this.#encodeChunk(from, count, lists.subarray(from - first), records.subarray(written));
    }
    const listOf = new Uint16Array(this.#settings.listOf);
    listOf.set(lists, first);
    const sorted = sortRecords(records, written / this.#recordBytes, lists, this.#settings.lists);
    for (let done = 0; done < sorted.length; )
      done += writeSync(
        this.#codesFile,
        sorted,
        done,
        sorted.length - done,
        first * this.#recordBytes + done,
      );
  }

  #encodeChunk(first: number, count: number, lists: Uint32Array, records: Uint8Array): number {
    const { module, arena } = this.#kernel;
    const at = this.#at;
    const { dimension } = this.#settings;
    const { width } = this.#rotation;
    const halves = new Uint16Array(arena.buffer, at.halves, count * dimension);
    this.#vectors.readHalves(first, new Uint8Array(arena.buffer, at.halves, halves.byteLength));
    this.#rotate(count);
    lists.set(this.#finder.find(at.fixed, count));
    const present = new Uint32Array(arena.buffer, at.present, chunkRows);
    let rows = 0;
    for (let row = 0; row < count; row += 1) {
      if (hasValues(halves, row * dimension, dimension)) present[rows++] = row;
      else lists[row] = noList;
    }
    module.encode(
      at.floats,
      at.present,
      rows,
      width,
      this.#finder.places,
      this.#finder.centroids,
      first,
      at.records,
    );
    const size = rows * this.#recordBytes;
    records.set(new Uint8Array(arena.buffer, at.records, size));
    this.#compare(first, count, lists);
    return size;
  }

  /** Notes rows among the neighbours of the queries, for every share of rows. */
  #compare(first: number, count: number, lists: Uint32Array): void {
    const { module, arena } = this.#kernel;
    const queryRows = new Int32Array(this.#settings.queryRows);
    const padded = Math.ceil(count / 4) * 4;
    const { queries, fixed, products } = this.#at;
    module.products(queries, queryRows.length, this.#rotation.width, fixed, padded, products);
    const scores = new Int32Array(arena.buffer, products, queryRows.length * padded);
    measuredShares.forEach((share, level) => {
      const rows: number[] = [];
      for (let row = 0; row < count; row += 1)
        if (lists[row] !== noList && (share === 1 || isInShare(first + row, share))) rows.push(row);
      queryRows.forEach((ownRow, query) => {
        const top = this.#neighbours[level][query];
        for (const row of rows) {
          const score = scores[query * padded + row];
          if (score >= top.floor && first + row !== ownRow) top.offer(first + row, score);
        }
      });
    });
  }
}

/** Records by list, those of one list in the order they came. [count] records of the rows that have a list. */
function sortRecords(records: Uint8Array, count: number, lists: Uint32Array, listCount: number): Uint8Array {
  const present = lists.filter((list) => list !== noList);
  const next = new Uint32Array(listCount + 1);
  for (const list of present) next[list + 1] += 1;
  for (let list = 0; list < listCount; list += 1) next[list + 1] += next[list];
  const bytes = count === 0 ? 0 : records.length / lists.length;
  const sorted = new Uint8Array(count * bytes);
  present.forEach((list, record) => {
    sorted.set(records.subarray(record * bytes, (record + 1) * bytes), next[list]++ * bytes);
  });
  return sorted;
}
