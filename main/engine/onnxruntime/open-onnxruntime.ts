/** Opens ONNX Runtime on the device that is asked for. */
import { FigscopeError } from '#app/util/error.ts';
import { OnnxRuntimeExecutor } from './executor.ts';
import { probeWebGpu } from './webgpu-probe.ts';

export interface OnnxRuntimeRequest {
  readonly threads: number;
  /** `auto` is the CPU: WebGPU is used when a GPU is asked for by name. */
  readonly device: string;
  readonly cacheFolder?: string | undefined;
}

/** Throws unavailable, with the reason in words, when a GPU is asked for and WebGPU finds none that computes. */
export async function openOnnxRuntime({
  threads,
  device,
  cacheFolder,
}: OnnxRuntimeRequest): Promise<OnnxRuntimeExecutor> {
  if (!device.startsWith('gpu')) return new OnnxRuntimeExecutor({ threads, cacheFolder });
  const probe = await probeWebGpu();
  if (probe.ok) return new OnnxRuntimeExecutor({ threads, device: 'gpu', cacheFolder });
  throw new FigscopeError('unavailable', {
    message: `ONNX Runtime cannot use a GPU here: ${probe.reason}`,
    remedy:
      'Use the device cpu, or install the engine that uses NVIDIA GPUs: figscope engine install tensorflow',
    facts: { detail: probe.detail },
  });
}
