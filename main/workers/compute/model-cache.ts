/** Models ready to answer: the few used last stay loaded. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Passport } from '#app/domain/passport.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import type { Executor, InferenceModel } from '#main/engine/executor.ts';
import { loadModelFolder } from '#main/engine/model-folder.ts';

export interface LoadedModel {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly passport: Passport;
  readonly model: InferenceModel;
}

const keptModels = 2;

export class ModelCache {
  readonly #executor: Executor;
  readonly #loaded = new Map<string, Promise<LoadedModel>>();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** The model of a folder; loaded again when its weights were replaced. */
  async get(folder: string): Promise<LoadedModel> {
    const { mtimeMs } = await stat(join(folder, 'model.safetensors')).catch(() => ({ mtimeMs: 0 }));
    const key = `${folder}@${mtimeMs}`;
    const found = this.#loaded.get(key) ?? this.#load(folder);
    // The newest entry of a map is its last.
    this.#loaded.delete(key);
    this.#loaded.set(key, found);
    found.catch(() => this.#loaded.delete(key));
    const loaded = await found;
    await this.#forgetOld();
    return loaded;
  }

  async #load(folder: string): Promise<LoadedModel> {
    const { config, weights, tokenizer, passport } = await loadModelFolder(folder);
    return {
      config,
      passport,
      tokenizer,
      model: await this.#executor.compileInference(config, weights),
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
