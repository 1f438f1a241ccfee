/** Weights in int8, one scale for each output: what int8 inference sessions are given in place of float32. */
import type { FloatTensor } from '#app/ml/tensor-data.ts';

export interface Int8Weight {
  /** [in, out]: the layout of ONNX Runtime's integer product. */
  readonly values: Int8Array;
  /** [out]: weight[out][in] is about values[in][out] * scales[out]. */
  readonly scales: Float32Array;
}

/** Symmetric, round to nearest; the largest magnitude of every row of weight [out, in] becomes 127. */
export function quantiseWeight({ shape, data }: FloatTensor): Int8Weight {
  const [outputs = 0, inputs = 0] = shape;
  const values = new Int8Array(outputs * inputs);
  const scales = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const start = output * inputs;
    let largest = 0;
    for (let index = start; index < start + inputs; index++) largest = Math.max(largest, Math.abs(data[index]!));
    scales[output] = largest / 127;
    if (largest === 0) continue;
    const factor = 127 / largest;
    for (let input = 0; input < inputs; input++) {
      values[input * outputs + output] = Math.round(data[start + input]! * factor);
    }
  }
  return { values, scales };
}
