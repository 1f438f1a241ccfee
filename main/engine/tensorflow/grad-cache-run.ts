/** Runs the signatures of grad-cache-graph.ts: a whole batch, a micro-batch at a time. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { TowerName } from '#app/ml/clip/grad-cache.ts';
import { FigscopeError } from '#app/util/error.ts';
import { sizeOf } from '#app/ml/tensor-data.ts';
import type { TrainingOptions } from '../executor.ts';
import { towerInput } from '../programs/grad-cache-programs.ts';
import {
  featuresSignature,
  gradientsSignature,
  isTrained,
  LOSS_SIGNATURE,
  towerNames,
} from './grad-cache-graph.ts';
import type { Feed, TensorFlowSession } from './session.ts';
import { type VariableGroup, zeroVariables } from './variables.ts';

/** Leaves the gradients of the batch in their variables and answers its loss. */
export function accumulateGradients(
  session: TensorFlowSession,
  config: ModelConfig,
  options: TrainingOptions,
  sums: readonly VariableGroup[],
  batch: Readonly<Record<'images' | 'tokenIds', Feed>>,
): number {
  const { batchSize, microBatch = batchSize } = options;
  const { embedDim } = config;
  const starts = Array.from({ length: batchSize / microBatch }, (_, index) => index * microBatch);
  const inputOf = (tower: TowerName, first: number): Record<string, Feed> => {
    const input = towerInput[tower];
    return { [input]: rows(batch[input], first, microBatch) };
  };

  const features: Record<string, Feed> = {};
  for (const tower of towerNames) {
    const data = new Float32Array(batchSize * embedDim);
    for (const first of starts) {
      const part = session.run(featuresSignature(tower), inputOf(tower, first)).get('features');
      data.set(result(part), first * embedDim);
    }
    features[tower] = { data, shape: [batchSize, embedDim] };
  }
  zeroVariables(session, sums);
  const atFeatures = session.run(LOSS_SIGNATURE, features);
  for (const tower of towerNames.filter((name) => isTrained(name, config, options))) {
    const whole = { data: result(atFeatures.get(tower)), shape: [batchSize, embedDim] };
    for (const first of starts) {
      const featureGradients = rows(whole, first, microBatch);
      session.run(gradientsSignature(tower), { ...inputOf(tower, first), featureGradients });
    }
  }
  return result(atFeatures.get('loss'))[0]!;
}

/** Some rows of a batch, without a copy. */
function rows({ data, shape }: Feed, first: number, count: number): Feed {
  const [, ...rest] = shape;
  const width = sizeOf(rest);
  return { data: data.subarray(first * width, (first + count) * width), shape: [count, ...rest] };
}

function result(values: Float32Array | undefined): Float32Array {
  if (values === undefined) throw new FigscopeError('internal', 'TensorFlow left out a result.');
  return values;
}
