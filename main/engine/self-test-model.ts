/** The model and the batch of the self-test: so small that any engine runs them at once, made by formula. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { type FloatTensor, sizeOf } from '#app/ml/tensor-data.ts';

export const selfTestConfig: ModelConfig = {
  name: 'self-test',
  embedDim: 8,
  image: {
    kind: 'vit',
    imageSize: 16,
    patchSize: 8,
    width: 12,
    depth: 2,
    heads: 3,
    mlpRatio: 4,
    pooling: 'token',
    layerNormEpsilon: 1e-6,
  },
  text: {
    kind: 'bert',
    vocabularySize: 40,
    contextLength: 10,
    positions: 12,
    tokenTypes: 2,
    width: 12,
    depth: 2,
    heads: 3,
    intermediateSize: 24,
    pooling: 'cls',
    layerNormEpsilon: 1e-12,
  },
  imageProjection: 'linear',
  textProjection: 'mlp',
  preprocess: {
    size: 16,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    interpolation: 'bicubic',
    resizeMode: 'shortest',
  },
  tokenizer: { kind: 'wordpiece', lowercase: true },
};

export const SELF_TEST_BATCH = 3;

/** A fixed value in [-1, 1) for every index and stream; integers only, so the same on every machine. */
export function formulaValue(stream: number, index: number): number {
  let x = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca77);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >> 8) / 2 ** 23;
}

/** Weights of a healthy size: norms near one, everything else within 0.3. */
export function selfTestParameters(): Map<string, FloatTensor> {
  const parameters = new Map<string, FloatTensor>();
  let stream = 0;
  for (const [name, shape] of parameterShapes(selfTestConfig)) {
    stream += 1;
    const base = name === 'logit_scale' ? 2 : /norm.*weight$/i.test(name) ? 1 : 0;
    const data = Float32Array.from(
      { length: sizeOf(shape) },
      (_, index) => base + 0.3 * formulaValue(stream, index),
    );
    parameters.set(name, { shape, data });
  }
  return parameters;
}

/** [3, 3, 16, 16] */
export function selfTestImages(): Float32Array {
  return Float32Array.from({ length: SELF_TEST_BATCH * 3 * 16 * 16 }, (_, index) =>
    formulaValue(1000, index),
  );
}

/** [3, 10]: captions of 10, 6 and 3 tokens. */
export function selfTestTokenIds(): Int32Array {
  const lengths = [10, 6, 3];
  return Int32Array.from({ length: SELF_TEST_BATCH * 10 }, (_, index) => {
    const [row, column] = [Math.floor(index / 10), index % 10];
    return column < lengths[row]! ? 1 + ((index * 7) % 39) : 0;
  });
}
