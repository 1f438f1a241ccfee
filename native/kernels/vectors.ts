/** Arithmetic of vector search in WebAssembly; vectors.as says what each function computes and how memory is laid out. */
import { FigscopeError } from '#app/util/error.ts';
import { MemoryArena } from './memory-arena.ts';
import { vectorsWasm } from './vectors-wasm.ts';
import { compiled, type WasmMemory } from './web-assembly.ts';

/** What vectors.as exports; addresses are in bytes, a list of 0 stands for all rows in order. */
export interface VectorModule {
  readonly memory: WasmMemory;
  dots(rows: number, list: number, count: number, dimension: number, query: number, out: number): void;
  dots64(rows: number, list: number, count: number, dimension: number, query: number, out: number): void;
  countOnes(bytes: number, count: number): number;
  expand(input: number, rows: number, dimension: number, out: number, width: number): void;
  rotate(x: number, rows: number, width: number, part: number, factors: number, rounds: number): void;
  toFixed(x: number, count: number, out: number): void;
  nearest(
    x: number,
    count: number,
    width: number,
    heads: number,
    head: number,
    directions: number,
    others: number,
    scratch: number,
    place: number,
  ): void;
  products(x: number, count: number, width: number, centroids: number, others: number, out: number): void;
  encode(
    x: number,
    list: number,
    count: number,
    width: number,
    place: number,
    centroids: number,
    firstRow: number,
    out: number,
  ): void;
  tables(query: number, centroid: number, width: number, out: number, facts: number): void;
  scan(
    list: number,
    count: number,
    width: number,
    lookup: number,
    facts: number,
    mask: number,
    threshold: number,
    scores: number,
    rows: number,
  ): number;
}

/** Queries of `dots` are this many times too long: what is left of the exponent's bias of half precision. */
export const dotsQueryScale = 2 ** 112;
/** Units in one, of fixed-point vectors and of their products. */
export const fixedOne = 2 ** 14;
export const productOne = 2 ** 28;
/** Bytes of a record behind the bits of its code: two factors and the row. */
export const recordTailBytes = 12;

export interface VectorKernel {
  readonly module: VectorModule;
  readonly arena: MemoryArena;
}

let instantiate: (() => VectorModule) | undefined;

/** An instance with a memory of its own. Throws unsupported on a machine without WebAssembly's SIMD instructions. */
export function createVectorKernel(): VectorKernel {
  instantiate ??= compiled<VectorModule>(vectorsWasm);
  if (!instantiate) {
    throw new FigscopeError('unsupported', {
      message: 'This processor lacks the instructions that vector search needs.',
      remedy: 'Use a processor with SSE 4.1 or NEON.',
    });
  }
  const module = instantiate();
  return { module, arena: new MemoryArena(module.memory) };
}
