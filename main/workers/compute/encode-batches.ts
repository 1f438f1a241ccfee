/** Rows through a tower, a batch at a time. */

/** Large enough to fill two cores, small enough to keep activations in a few tens of megabytes. */
const batchRows = 32;

/** `inputs` is [rows, ...] flat; the answer is [rows, embed] flat. */
export async function encodeInBatches<T extends Float32Array | Int32Array>(
  rows: number,
  inputs: T,
  encode: (rows: T, count: number) => Promise<Float32Array>,
): Promise<Float32Array<ArrayBuffer>> {
  const width = inputs.length / rows;
  let features: Float32Array<ArrayBuffer> | undefined;
  for (let from = 0; from < rows; from += batchRows) {
    const count = Math.min(batchRows, rows - from);
    const encoded = await encode(part(inputs, from * width, (from + count) * width), count);
    features ??= new Float32Array((encoded.length / count) * rows);
    features.set(encoded, (encoded.length / count) * from);
  }
  return features ?? new Float32Array(0);
}

function part<T extends Float32Array | Int32Array>(inputs: T, from: number, to: number): T;
function part(inputs: Float32Array | Int32Array, from: number, to: number): Float32Array | Int32Array {
  return inputs.subarray(from, to);
}
