/** Picks an engine. Load this in the compute worker only: running a graph blocks the thread. */
import type { Executor, ExecutorOptions } from './executor.ts';
import { OnnxRuntimeExecutor } from './onnxruntime/executor.ts';

/** The fastest engine that is installed and computes correctly: today ONNX Runtime on the CPU. */
export async function openExecutor({ threads = 0 }: ExecutorOptions): Promise<Executor> {
  return new OnnxRuntimeExecutor(threads);
}
