/** Engines and devices as people call them. */
import type { EngineName, Precision } from '#app/domain/engine.ts';

export const engineTitles: Readonly<Record<EngineName, string>> = {
  onnxruntime: 'ONNX Runtime',
  tensorflow: 'TensorFlow',
};

/** What a piece of work really runs on: nothing is left to be chosen. */
export interface ConcreteCompute {
  readonly engine: EngineName;
  /** 'cpu', 'gpu:0', ... */
  readonly device: string;
  readonly precision: Precision;
}

/** "CPU, 2 threads, TensorFlow bf16"; fp32 goes without saying. */
export function describeCompute({ engine, device, precision }: ConcreteCompute, threads: number): string {
  const where = device === 'cpu' ? `CPU, ${threads} thread${threads === 1 ? '' : 's'}` : device.toUpperCase();
  return `${where}, ${engineTitles[engine]}${precision === 'fp32' ? '' : ` ${precision}`}`;
}
