/**
 * Running a SavedModel through tfjs-node's public `loadSavedModel`. All signatures share one session, which holds the
 * variables. A run blocks the thread, and nothing else of JavaScript happens between feeding and reading.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { sameShape, sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type Port, type SavedModel, TAG } from './saved-model.ts';
import { engineError } from './engine-error.ts';

type Results = tf.Tensor | tf.Tensor[] | tf.NamedTensorMap;

interface LoadedSignature {
  /** A map of tensors when it is given one. */
  predict(inputs: tf.NamedTensorMap): Results;
  dispose(): void;
}

/** What is used of the module @tensorflow/tfjs-node-gpu. */
export interface TensorFlowJs {
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
  tensor(values: tf.TypedArray, shape: number[], dtype: tf.DataType): tf.Tensor;
  readonly node: {
    loadSavedModel(path: string, tags: string[], signature: string): Promise<LoadedSignature>;
  };
}

export interface Feed {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

const BACKEND = 'tensorflow';

export class TensorFlowSession {
  private readonly tfjs: TensorFlowJs;
  private readonly loaded = new Map<string, LoadedSignature>();
  private readonly ports = new Map<string, ReadonlyMap<string, Port>>();

  private constructor(tfjs: TensorFlowJs) {
    this.tfjs = tfjs;
  }

  /** The model is written to a temporary folder, loaded, and removed. */
  static async load(tfjs: TensorFlowJs, model: SavedModel): Promise<TensorFlowSession> {
    const session = new TensorFlowSession(tfjs);
    const folder = await mkdtemp(join(tmpdir(), 'figscope-graph-'));
    const path = join(folder, 'saved_model.pb');
    try {
      // tfjs-node makes one session of a folder, but reads the file in JavaScript again for each signature: after the
      // first a list of the signatures does, and saves seconds for a large graph.
      await writeFile(path, model.encode({ withNodes: true }));
      for (const [name, { inputs }] of model.signatures) {
        if (session.loaded.size === 1) await writeFile(path, model.encode({ withNodes: false }));
        const loading = session.onBackend(() => tfjs.node.loadSavedModel(folder, [TAG], name));
        session.loaded.set(name, await loading);
        session.ports.set(name, inputs);
      }
      return session;
    } catch (cause) {
      session.dispose();
      throw engineError(cause);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Results by name, as copies. The arrays that are fed must not change before it returns, and may afterwards. */
  run(name: string, feeds: Readonly<Record<string, Feed>>): Map<string, Float32Array> {
    const signature = this.loaded.get(name);
    if (signature === undefined) throw new FigscopeError('internal', `The graph has no signature ${name}.`);
    this.checkFeeds(name, feeds);
    return this.onBackend(() => {
      const inputs: tf.NamedTensorMap = {};
      try {
        for (const [key, { data, shape }] of Object.entries(feeds)) {
          const dtype = data instanceof Float32Array ? 'float32' : 'int32';
          inputs[key] = this.tfjs.tensor(data, [...shape], dtype);
        }
        return readAll(signature.predict(inputs));
      } catch (cause) {
        throw engineError(cause);
      } finally {
        for (const tensor of Object.values(inputs)) tensor.dispose();
      }
    });
  }

  /** TensorFlow does not compare what is fed with what the graph declares, and computes nonsense. */
  private checkFeeds(name: string, feeds: Readonly<Record<string, Feed>>): void {
    const ports = this.ports.get(name) ?? new Map<string, Port>();
    for (const [key, { dtype, shape }] of ports) {
      const feed = feeds[key];
      const type = feed?.data instanceof Float32Array ? 'float32' : 'int32';
      const fits =
        feed !== undefined &&
        type === dtype &&
        sameShape(
          shape.map((length, axis) => (length < 0 ? (feed.shape[axis] ?? -1) : length)),
          feed.shape,
        ) &&
        feed.data.length === sizeOf(feed.shape);
      if (fits) continue;
      throw new FigscopeError('internal', {
        message: `The graph was not given ${key} as it needs it.`,
        facts: { signature: name, expected: { dtype, shape }, found: feed?.shape },
      });
    }
  }

  /** tfjs has one current backend for everybody; tracing uses another between two turns of the event loop. */
  private onBackend<T>(work: () => T): T {
    const previous = this.tfjs.getBackend();
    if (previous === BACKEND) return work();
    void this.tfjs.setBackend(BACKEND); // takes effect at once: the backend was made when the module was loaded
    try {
      return work();
    } finally {
      void this.tfjs.setBackend(previous);
    }
  }

  dispose(): void {
    for (const signature of this.loaded.values()) signature.dispose();
    this.loaded.clear();
  }
}

function isMap(results: Results): results is tf.NamedTensorMap {
  return !Array.isArray(results) && !('dataId' in results);
}

function readAll(tensors: Results): Map<string, Float32Array> {
  const results = new Map<string, Float32Array>();
  if (!isMap(tensors)) return results;
  try {
    for (const [name, tensor] of Object.entries(tensors)) {
      const data = tensor.dataSync();
      if (data instanceof Float32Array) results.set(name, data);
    }
    return results;
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}
