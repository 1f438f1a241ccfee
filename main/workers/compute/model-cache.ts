/** Models ready to answer: the few used last stay loaded. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Passport } from '#app/domain/passport.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import type { ComputeChoice } from '#app/domain/engine.ts';
import type { InferenceModel } from '#main/engine/executor.ts';
import { loadModelFolder } from '#main/engine/model-folder.ts';
import type { Executors } from './executors.ts';

export interface LoadedModel {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** Precision and engine are those that compute here. */
  readonly passport: Passport;
  readonly model: InferenceModel;
}

const keptModels = 2;

export class ModelCache {
  readonly #executors: Executors;
  readonly #loaded = new Map<string, Promise<LoadedModel>>();

  constructor(executors: Executors) {
    this.#executors = executors;
  }

  /** The model of a folder on an engine, in a precision; loaded again when its weights were replaced. */
  async get(folder: string, compute: ComputeChoice): Promise<LoadedModel> {
    const { mtimeMs } = await stat(join(folder, 'model.safetensors')).catch(() => ({ mtimeMs: 0 }));
    const { engine, device, precision } = compute;
    const key = `${folder}@${mtimeMs} ${engine} ${device} ${precision}`;
    const found = this.#loaded.get(key) ?? this.#load(folder, compute);
    // The newest entry of a map is its last.
    this.#loaded.delete(key);
    this.#loaded.set(key, found);
    found.catch(() => this.#loaded.delete(key));
    const loaded = await found;
    await this.#forgetOld();
    return loaded;
  }

  async #load(folder: string, compute: ComputeChoice): Promise<LoadedModel> {
    const { precision } = compute;
    const { config, weights, tokenizer, passport } = await loadModelFolder(folder);
    const executor = await this.#executors.get(compute);
    return {
      config,
      passport: { ...passport, engine: executor.name, precision },
      tokenizer,
      model: await executor.compileInference(config, weights, { precision }),
    };
  }

  async #forgetOld(): Promise<void> {
    for (const [key, loading] of [...this.#loaded].slice(0, -keptModels)) {
      this.#loaded.delete(key);
      const { model } = await loading;
      await model.dispose();
    }
  }
}
