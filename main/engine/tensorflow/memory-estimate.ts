/** How much memory a training step takes, from its traced graph: for saying which batch would fit. */
import { freemem } from 'node:os';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { sizeOf } from '#app/ml/tensor-data.ts';
import type { TrainingOptions } from '../executor.ts';
import { traceTraining } from '../programs/traced-programs.ts';
import type { Graph, Value } from '../trace/graph.ts';
import { isFrozen } from '../training-options.ts';

export type BatchToEstimate = Pick<TrainingOptions, 'batchSize' | 'textLength' | 'frozen'>;

/** Operations whose result shares the memory of their operand. */
const sharing: ReadonlySet<string> = new Set(['reshape']);

/**
 * Bytes of parameters, moments, gradients and the most that is alive at once of everything else, in float32. The
 * engine's own needs come on top.
 */
export async function estimateTrainingBytes(config: ModelConfig, batch: BatchToEstimate): Promise<number> {
  const isTrainable = (name: string): boolean => !isFrozen({ ...batch, optimizer: noOptimizer }, name);
  const graph = await traceTraining(config, batch, isTrainable);
  let state = 0;
  for (const [name, shape] of parameterShapes(config))
    state += 4 * sizeOf(shape) * (isTrainable(name) ? 3 : 1);
  return state + peakBytes(graph);
}

const noOptimizer = { beta1: 0, beta2: 0, epsilon: 0, weightDecay: 0 };

/** The most bytes of computed values that are alive at once when the operations run in order; results live to the end. */
export function peakBytes(graph: Graph): number {
  const lastUse = new Map<Value, number>();
  graph.nodes.forEach(({ inputs }, position) => {
    for (const value of inputs) lastUse.set(holder(value), position);
  });
  for (const value of graph.outputs.values()) lastUse.set(holder(value), graph.nodes.length);
  let alive = 0;
  let peak = 0;
  const ending = new Map<number, number>();
  graph.nodes.forEach(({ outputs }, position) => {
    for (const value of outputs) {
      const last = holder(value) === value ? lastUse.get(value) : undefined;
      if (last === undefined) continue;
      const bytes = 4 * sizeOf(value.shape);
      alive += bytes;
      ending.set(last, (ending.get(last) ?? 0) + bytes);
    }
    peak = Math.max(peak, alive);
    alive -= ending.get(position) ?? 0;
  });
  return peak;
}

/** The value in whose memory this one lies. */
function holder(value: Value): Value {
  const { source } = value;
  if (source.kind !== 'node' || !sharing.has(source.node.operation.kind)) return value;
  const [original] = source.node.inputs;
  return original === undefined ? value : holder(original);
}

/** What a full-size step took beside its estimate: scratch memory, copies for oneDNN, what the allocator keeps. */
const ENGINE_FACTOR = 1.5;
/** Share of a batch to which it is worth knowing what fits. */
const PRECISION = 1 / 16;

/** A batch, smaller than the given one, whose estimate, with the engine's own needs, stays below `availableBytes`, near the largest; 0: none does. */
export async function largestBatch(
  config: ModelConfig,
  batch: BatchToEstimate,
  availableBytes = freemem(),
): Promise<number> {
  let fits = 0;
  let tooLarge = batch.batchSize;
  while (tooLarge - fits > Math.max(1, fits * PRECISION)) {
    const batchSize = Math.floor((fits + tooLarge) / 2);
    const bytes = await estimateTrainingBytes(config, { ...batch, batchSize });
    if (bytes * ENGINE_FACTOR <= availableBytes) fits = batchSize;
    else tooLarge = batchSize;
  }
  return fits;
}
