/**
 * Operations that a good engine runs as one kernel: layer norm and GELU, with gradients of their own. A backend that
 * registers a kernel of that name (the tracing one) gets the single operation, every other the composition of
 * ordinary tfjs operations; the meaning is the same.
 */
import * as tf from '@tensorflow/tfjs-core';

const QUICK_GELU_SLOPE = 1.702;

type Gradient = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];

/** An operation with a hand-written gradient; `saved` is what the gradient needs of the forward pass. */
function differentiable(
  inputs: tf.Tensor[],
  forward: () => { value: tf.Tensor; saved: tf.Tensor[] },
  gradient: Gradient,
): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const { value, saved } = forward();
    const save = args.at(-1);
    if (typeof save === 'function') save(saved);
    return { value, gradFunc: gradient };
  });
  return operation(...inputs);
}

function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

function composeLayerNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor[] {
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const inverseDeviation = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return [tf.add(tf.mul(tf.mul(centred, inverseDeviation), weight), bias), mean, inverseDeviation];
}

/** torch.nn.LayerNorm over the last axis of x [rows, width]; weight and bias [width]. */
export function layerNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return differentiable(
    [x, weight, bias],
    () => {
      const [value, mean, inverseDeviation] = hasKernel('LayerNorm')
        ? tf.engine().runKernel<tf.Tensor[]>('LayerNorm', { x, weight, bias }, { epsilon })
        : composeLayerNorm(x, weight, bias, epsilon);
      return { value: value!, saved: [x, weight, mean!, inverseDeviation!] };
    },
    (dy, [savedX, savedWeight, mean, inverseDeviation]) => {
      const normalised = tf.mul(tf.sub(savedX!, mean!), inverseDeviation!); // [rows, width]
      const weighted = tf.mul(dy, savedWeight!);
      const alongNormalised = tf.mul(normalised, tf.mean(tf.mul(weighted, normalised), -1, true));
      const centred = tf.sub(weighted, tf.mean(weighted, -1, true));
      const dx = tf.mul(tf.sub(centred, alongNormalised), inverseDeviation!);
      return [dx, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
    },
  );
}

/** x / 2 (1 + erf(x / sqrt 2)): torch.nn.GELU() and BERT's 'gelu'. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return differentiable(
    [x],
    () => ({
      value: hasKernel('Gelu')
        ? tf.engine().runKernel<tf.Tensor>('Gelu', { x })
        : tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
      saved: [x],
    }),
    (dy, [savedX]) => {
      const distribution = tf.mul(tf.add(tf.erf(tf.mul(savedX!, Math.SQRT1_2)), 1), 0.5);
      const density = tf.mul(tf.exp(tf.mul(tf.mul(savedX!, savedX!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return [tf.mul(dy, tf.add(distribution, tf.mul(savedX!, density)))];
    },
  );
}

/** x * sigmoid(1.702 x): the GELU of OpenAI's weights (open_clip QuickGELU). */
export function quickGelu(x: tf.Tensor): tf.Tensor {
  return differentiable(
    [x],
    () => {
      const gate = tf.sigmoid(tf.mul(x, QUICK_GELU_SLOPE));
      return { value: tf.mul(x, gate), saved: [x, gate] };
    },
    (dy, [savedX, gate]) => {
      const steepness = tf.mul(tf.mul(savedX!, QUICK_GELU_SLOPE), tf.sub(1, gate!));
      return [tf.mul(dy, tf.mul(gate!, tf.add(1, steepness)))];
    },
  );
}

/**
 * Rows of a table [rows, width] by ids [n] -> [n, width]. The gradient is one scatter-add into zeros (tfjs' own
 * gradient of gather sorts segments, which not every backend can).
 */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const shape = table.shape;
  return differentiable(
    [table],
    () => ({ value: tf.gather(table, ids), saved: [ids] }),
    (dy, [savedIds]) => [tf.scatterND(tf.reshape(savedIds!, [-1, 1]), dy, shape)],
  );
}
