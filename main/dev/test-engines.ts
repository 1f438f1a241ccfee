/** Which engines tests exercise: ONNX Runtime always, TensorFlow where it is installed. */
import { resolve } from 'node:path';
import { findTensorFlow } from '../../native/tensorflow/installation.ts';
import type { EngineName } from '#app/domain/engine.ts';
import { Home, resolveHome } from '../host/home.ts';

/** Where `npm run test:tensorflow` installs it. */
export const testEnginesFolder = resolve(import.meta.dirname, '../../.cache/engines');

/** FIGSCOPE_ENGINES, else the engines of the person's home, else those of the tests: the first that has TensorFlow. */
export function findEnginesFolder(): string | undefined {
  const asked = process.env['FIGSCOPE_ENGINES'];
  const folders = asked ? [asked] : [new Home(resolveHome(undefined)).engines, testEnginesFolder];
  return folders.find((folder) => findTensorFlow(folder) !== undefined);
}

export function installedEngines(): readonly EngineName[] {
  return findEnginesFolder() === undefined ? ['onnxruntime'] : ['onnxruntime', 'tensorflow'];
}

/** What openExecutor takes, for an engine of installedEngines. */
export function engineOptions(engine: EngineName, threads: number) {
  const enginesFolder = findEnginesFolder();
  return { engine, threads, ...(enginesFolder === undefined ? {} : { enginesFolder }) };
}
