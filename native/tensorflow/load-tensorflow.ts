/**
 * TensorFlow inside this process. Only a compute worker may call this: the libraries take hundreds of megabytes, and an
 * abort in them ends the process.
 */
import { existsSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { FigscopeError } from '#app/util/error.ts';
import type { TensorFlowBinding } from './binding.ts';
import { bindingFile } from './layout.ts';
import { explainLoadFailure } from './load-failure.ts';

export type TfjsNode = typeof import('@tensorflow/tfjs-node-gpu');

export interface TfNode {
  readonly folder: string;
  /** Of TensorFlow, as the library says it: '2.21.0'. */
  readonly version: string;
  /** Whether TensorFlow found a GPU that it can use. */
  readonly usesGpu: boolean;
  readonly binding: TensorFlowBinding;
  /**
   * The module @tensorflow/tfjs-node-gpu on this binding, loaded at the first call: it registers the eager backend
   * `tensorflow` with tfjs-core and makes it the current one.
   */
  tfjs(): TfjsNode;
}

const require = createRequire(import.meta.url);

/**
 * Loads the libraries of an installation; the environment variables that TensorFlow reads (TF_NUM_INTRAOP_THREADS,
 * TF_CPP_MIN_LOG_LEVEL, TF_FORCE_GPU_ALLOW_GROWTH, ...) must be set before.
 * Throws not-found without an installation there, unsupported when this system is too old for the libraries.
 */
export async function loadTensorFlow(folder: string): Promise<TfNode> {
  const file = join(folder, bindingFile);
  if (!existsSync(file)) {
    throw new FigscopeError('not-found', {
      message: `TensorFlow is not installed in ${folder}.`,
      remedy: 'Install it with: figscope engine install tensorflow',
    });
  }
  const binding = requireBinding(file);
  return {
    folder,
    version: binding.TF_Version,
    usesGpu: binding.isUsingGpuDevice(),
    binding,
    tfjs: () => requireTfjsNode(file),
  };
}

function requireBinding(file: string): TensorFlowBinding {
  try {
    // What the add-on exports is described by TensorFlowBinding and by nothing else.
    return require(file) as TensorFlowBinding;
  } catch (error) {
    throw explainLoadFailure(error instanceof Error ? error.message : String(error));
  }
}

/**
 * tfjs-node asks @mapbox/node-pre-gyp where its add-on is, and is told a place below its own folder. For the time of
 * this one load another module of that name answers with ours.
 */
function requireTfjsNode(file: string): TfjsNode {
  // tfjs-node 4.22 calls it; Node 23 took it away.
  if (!('isNullOrUndefined' in util))
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null });
  const finder = createRequire(require.resolve('@tensorflow/tfjs-node-gpu')).resolve('@mapbox/node-pre-gyp');
  const before = require.cache[finder];
  const answer = new Module(finder);
  answer.exports = { find: () => file };
  answer.loaded = true;
  require.cache[finder] = answer;
  try {
    return require('@tensorflow/tfjs-node-gpu') as TfjsNode;
  } finally {
    if (before) require.cache[finder] = before;
    else delete require.cache[finder];
  }
}
