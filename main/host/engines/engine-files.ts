/** What of an engine lies on the disk, found without loading anything. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { EngineName, EngineReport } from '#app/domain/engine.ts';
import { findTensorFlow } from '../../../native/tensorflow/installation.ts';
import { folderBytes } from '../files.ts';
import { engineTitles } from './engine-words.ts';

export interface EngineFiles {
  /** Of the engine's library. Another installation has another one, so that what was measured with it does not count. */
  readonly version: string;
  /** False where only the CPU comes into question. */
  readonly mayUseGpu: boolean;
  /** Room that it takes. */
  bytes(): Promise<number>;
}

/** Undefined when the engine is not installed. */
export function engineFiles(name: EngineName, enginesFolder: string): EngineFiles | undefined {
  switch (name) {
    case 'onnxruntime':
      return onnxRuntime();
    case 'tensorflow': {
      const found = findTensorFlow(enginesFolder);
      if (!found) return undefined;
      const { version, cuda, bytes } = found;
      return {
        version: `${version} (${cuda ? 'CUDA' : 'CPU'})`,
        mayUseGpu: cuda,
        bytes: async () => bytes,
      };
    }
  }
}

/** A package of this product. */
function onnxRuntime(): EngineFiles | undefined {
  try {
    const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')));
    return { version, mayUseGpu: true, bytes: () => folderBytes(dirname(file)) };
  } catch {
    // An installation without its packages.
    return undefined;
  }
}

/** Room that TensorFlow's set for the CPU takes on Linux; CUDA's is several times as large. */
const tensorFlowCpuBytes = 853e6;

/** What is said of an engine that is not there. */
export const notInstalled = (name: EngineName): EngineReport => ({
  name,
  installed: false,
  version: '',
  device: '',
  devices: [],
  precision: [],
  bytes: name === 'tensorflow' ? tensorFlowCpuBytes : 0,
  ok: false,
  chosenFor: [],
  reason: `${engineTitles[name]} is not installed.`,
  remedy: `Install it with: figscope engine install ${name}`,
});
