/** ONNX Runtime sessions with the settings that measured best here (DECISIONS.md). */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { DataType, TensorSpec } from '../trace/graph.ts';
import { int8Saturates } from './int8-instructions.ts';

export interface SessionSettings {
  readonly threads: number;
  /** Default cpu. What WebGPU cannot do of a graph runs on the CPU. */
  readonly provider?: 'cpu' | 'webgpu';
  /** Folder of the files that external initializers name. */
  readonly weightsFolder?: string;
  /** Files that external initializers name, in memory; copied by the session. */
  readonly weights?: ReadonlyMap<string, Uint8Array>;
}

export async function createSession(model: Uint8Array, settings: SessionSettings): Promise<InferenceSession> {
  const { threads, provider = 'cpu', weightsFolder, weights } = settings;
  try {
    return await InferenceSession.create(model, {
      executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      // The plan that ONNX Runtime would make for each shape costs memory (a fifth to a half of a training step's) and
      // saves no time.
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(weights === undefined
        ? {}
        : { externalData: [...weights].map(([path, data]) => ({ path, data })) }),
      extra: {
        session: {
          // Threads that spin while they wait would take the cores from decoding.
          intra_op: { allow_spinning: '0' },
          ...(int8Saturates() ? { x64quantprecision: '1' } : {}),
          ...(weightsFolder === undefined
            ? {}
            : { model_external_initializers_file_folder_path: weightsFolder }),
        },
      },
    });
  } catch (cause) {
    throw engineError(cause);
  }
}

/** Runs a session; results are written into the given tensors, or returned where a name has none. */
export async function runSession(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  fetches: Readonly<Record<string, Tensor | null>>,
): Promise<InferenceSession.ReturnType> {
  try {
    return await session.run(feeds, fetches);
  } catch (cause) {
    throw engineError(cause);
  }
}

function engineError(cause: unknown): FigscopeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/alloc|memory/i.test(reason)) {
    return new FigscopeError(
      'out-of-memory',
      {
        message: 'ONNX Runtime could not get the memory it needs.',
        remedy: 'Use a smaller batch, or close other programs.',
        facts: { reason },
      },
      { cause },
    );
  }
  return new FigscopeError(
    'internal',
    { message: 'ONNX Runtime refused a graph.', facts: { reason } },
    { cause },
  );
}

/** A tensor over the given array, without a copy. */
export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor('float32', data, shape);
}

/** A tensor of a graph value's type and shape, zeroed. */
export function emptyTensor({ dtype, shape }: TensorSpec): Tensor {
  return new Tensor(dtype, new arrays[dtype](sizeOf(shape)), shape);
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } satisfies Record<
  DataType,
  unknown
>;
