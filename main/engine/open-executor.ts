/** Opens the engine that is asked for. Load this in the compute worker only: running a graph blocks the thread. */
import type { Executor, ExecutorOptions } from './executor.ts';
import { openOnnxRuntime } from './onnxruntime/open-onnxruntime.ts';
import { openTensorFlow } from './tensorflow/open-tensorflow.ts';

/**
 * TensorFlow is looked for in `enginesFolder`, else in the folder that FIGSCOPE_ENGINES names. Throws unavailable when
 * the engine or the device is not there.
 */
export async function openExecutor(options: ExecutorOptions): Promise<Executor> {
  const { engine, device = 'auto', threads = 0, enginesFolder = process.env['FIGSCOPE_ENGINES'] } = options;
  const { cacheFolder = process.env['FIGSCOPE_GRAPH_CACHE'] } = options;
  if (engine === 'tensorflow') return openTensorFlow(enginesFolder, { threads, device });
  return openOnnxRuntime({ threads, device, cacheFolder });
}
