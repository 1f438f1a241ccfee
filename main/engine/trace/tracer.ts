/**
 * A tfjs backend that computes nothing: running an ordinary tfjs program on it records the program. Gradients are
 * recorded like everything else, because tfjs differentiates by running more kernels.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Graph, type TensorSpec, type Value } from './graph.ts';
import { translations } from './kernels.ts';
import { simplify } from './simplify.ts';
import type { Translation } from './translation.ts';

const BACKEND_NAME = 'figscope-trace';

/**
 * The longest constant that may hold different values. Longer ones are a mistake: random numbers or data that
 * belong to the inputs would be frozen into the graph without a sign.
 */
const LONGEST_CONSTANT = 65_536;

export type TensorProgram = (
  inputs: Readonly<Record<string, tf.Tensor>>,
) => Readonly<Record<string, tf.Tensor>>;

class TracingBackend extends tf.KernelBackend {
  graph = new Graph();
  private values = new WeakMap<object, Value>();
  private created = 0;

  /** What follows is recorded into `graph`; tensors of earlier traces are forgotten. */
  begin(graph: Graph): void {
    this.graph = graph;
    this.values = new WeakMap();
  }

  valueOfTensor(tensor: tf.TensorInfo): Value {
    const value = this.values.get(tensor.dataId);
    if (value === undefined) throw new Error('A traced program used a tensor from outside the trace.');
    return value;
  }

  bind(value: Value): tf.TensorInfo {
    const dataId = {};
    this.values.set(dataId, value);
    this.created += 1;
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  override write(data: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.bind(this.literal(data, shape, dtype)).dataId;
  }

  /** A tensor that was made on another backend and is used by the program becomes a constant. */
  override move(dataId: object, data: tf.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.values.set(dataId, this.literal(data, shape, dtype));
  }

  private literal(data: tf.BackendValues, shape: readonly number[], dtype: tf.DataType): Value {
    const numbers = numbersOf(data);
    const first = numbers[0] ?? 0;
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw new Error(`Tensors of type ${dtype} cannot be traced.`);
    }
    if (numbers.every((value) => value === first)) return this.graph.uniform(first, { shape, dtype });
    if (numbers.length > LONGEST_CONSTANT) {
      throw new Error(`A traced program carries ${numbers.length} constant values; make them an input.`);
    }
    const copy = dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers);
    return this.graph.constant(copy, { shape, dtype });
  }

  override readSync(): never {
    throw new Error('A traced program looked at the value of a tensor.');
  }
  override read(): never {
    return this.readSync();
  }
  override disposeData(): boolean {
    return true;
  }
  override refCount(): number {
    return 1;
  }
  override incRef(): void {}
  override numDataIds(): number {
    return this.created;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override dispose(): void {}
}

function numbersOf(
  data: tf.BackendValues,
): ArrayLike<number> & { every(test: (value: number) => boolean): boolean } {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  throw new Error('A traced program made a tensor of values that are not numbers.');
}

let registered: TracingBackend | undefined;

function backend(): TracingBackend {
  if (registered !== undefined) return registered;
  const tracing = new TracingBackend();
  tf.registerBackend(BACKEND_NAME, () => tracing, -100);
  for (const [kernelName, translate] of translations) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs, attrs }) => {
        const named = new Map<string, Value>();
        for (const [name, tensor] of Object.entries(inputs)) {
          if (tensor !== undefined && tensor !== null) named.set(name, tracing.valueOfTensor(tensor));
        }
        return record(tracing, translate(named, attrs ?? {}));
      },
    });
  }
  registered = tracing;
  return tracing;
}

function record(tracing: TracingBackend, translation: Translation): tf.TensorInfo | tf.TensorInfo[] {
  const { graph } = tracing;
  switch (translation.kind) {
    case 'same':
      return tracing.bind(translation.value);
    case 'uniform':
      return tracing.bind(graph.uniform(translation.value, translation.spec));
    case 'constant':
      return tracing.bind(graph.constant(translation.data, translation.spec));
    case 'node': {
      const { operation, inputs, outputs } = translation;
      const results = graph.node(operation, inputs, outputs).map((value) => tracing.bind(value));
      return results.length === 1 ? results[0]! : results;
    }
  }
}

/** tfjs has one current backend for everybody: traces wait for each other. */
let lastTrace: Promise<unknown> = Promise.resolve();

/** Records `program` for inputs of these shapes and simplifies the graph. tfjs' current backend is put back. */
export function trace(specs: ReadonlyMap<string, TensorSpec>, program: TensorProgram): Promise<Graph> {
  const result = lastTrace.then(() => traceAlone(specs, program));
  lastTrace = result.catch(() => undefined);
  return result;
}

async function traceAlone(specs: ReadonlyMap<string, TensorSpec>, program: TensorProgram): Promise<Graph> {
  const tracing = backend();
  const previous: string | undefined = tf.getBackend();
  const graph = new Graph();
  tracing.begin(graph);
  await tf.setBackend(BACKEND_NAME);
  try {
    tf.tidy(() => {
      const inputs: Record<string, tf.Tensor> = {};
      for (const [name, spec] of specs) {
        const { dataId, shape, dtype } = tracing.bind(graph.input(name, spec));
        inputs[name] = tf.engine().makeTensorFromDataId(dataId, shape, dtype);
      }
      for (const [name, tensor] of Object.entries(program(inputs)))
        graph.outputs.set(name, tracing.valueOfTensor(tensor));
    });
  } finally {
    if (previous !== undefined) await tf.setBackend(previous);
  }
  return simplify(graph);
}
