/** Rows through a tower, a batch at a time; fewer at a time where the memory does not suffice. */
import { FigscopeError } from '#app/util/error.ts';

/** Large enough to fill two cores, small enough to keep activations in a few tens of megabytes. */
const usualRows = 32;

/** How many rows an engine gets at a time. Halved, for good, when it runs out of memory. */
export class BatchLimit {
  #rows: number;
  /** For people, once it was halved. */
  note: string | undefined;

  constructor(rows = usualRows) {
    this.#rows = rows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Throws what it is given when fewer rows would not help. */
  shrink(thrown: unknown): void {
    if (!(thrown instanceof FigscopeError) || thrown.code !== 'out-of-memory' || this.#rows === 1)
      throw thrown;
    const estimate = thrown.facts?.['fits'];
    const half = Math.floor(this.#rows / 2);
    this.#rows = typeof estimate === 'number' && estimate >= 1 ? Math.min(estimate, half) : half;
    this.note = `The memory did not suffice; ${this.#rows} at a time now`;
  }
}

/** `inputs` is [rows, ...] flat; the answer is [rows, embed] flat. */
export async function encodeInBatches<T extends Float32Array | Int32Array>(
  rows: number,
  inputs: T,
  encode: (rows: T, count: number) => Promise<Float32Array>,
  limit = new BatchLimit(),
): Promise<Float32Array<ArrayBuffer>> {
  const width = inputs.length / rows;
  let features: Float32Array<ArrayBuffer> | undefined;
  for (let from = 0; from < rows; ) {
    const count = Math.min(limit.rows, rows - from);
    try {
      const encoded = await encode(part(inputs, from * width, (from + count) * width), count);
      features ??= new Float32Array((encoded.length / count) * rows);
      features.set(encoded, (encoded.length / count) * from);
      from += count;
    } catch (thrown) {
      limit.shrink(thrown);
    }
  }
  return features ?? new Float32Array(0);
}

function part<T extends Float32Array | Int32Array>(inputs: T, from: number, to: number): T;
function part(inputs: Float32Array | Int32Array, from: number, to: number): Float32Array | Int32Array {
  return inputs.subarray(from, to);
}
