/** The graphics devices that ONNX Runtime may use here. */
import type { EngineDevice } from '#app/domain/engine.ts';
import { selfTest } from '../self-test.ts';
import { openOnnxRuntime, type OnnxRuntimeRequest } from './open-onnxruntime.ts';

/** The one that WebGPU chooses, when it has one and the self-test agrees on it; otherwise none. Never throws. */
export async function testedGpus(settings: Omit<OnnxRuntimeRequest, 'device'>): Promise<EngineDevice[]> {
  try {
    const executor = await openOnnxRuntime({ ...settings, device: 'gpu' });
    const { ok } = await selfTest(executor);
    await executor.dispose();
    return ok ? [{ id: 'gpu', title: 'GPU, by WebGPU' }] : [];
  } catch {
    return [];
  }
}
