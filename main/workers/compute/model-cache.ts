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

/** To be disposed by whoever got it: until then it stays loaded. */
export type ModelInUse = LoadedModel & Disposable;

/** What stays loaded when nobody uses it. */
const keptModels = 2;

interface Entry {
  readonly loading: Promise<LoadedModel>;
  users: number;
}

export class ModelCache {
  readonly #executors: Pick<Executors, 'get'>;
  /** The newest used is the last. */
  readonly #entries = new Map<string, Entry>();

  constructor(executors: Pick<Executors, 'get'>) {
    this.#executors = executors;
  }

  /** The model of a folder on an engine, in a precision; loaded again when its weights were replaced. */
  async use(folder: string, compute: ComputeChoice): Promise<ModelInUse> {
    const { mtimeMs } = await stat(join(folder, 'model.safetensors')).catch(() => ({ mtimeMs: 0 }));
    const { engine, device, precision } = compute;
    const key = `${folder}@${mtimeMs} ${engine} ${device} ${precision}`;
    const entry = this.#entries.get(key) ?? { loading: this.#load(folder, compute), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users += 1;
    try {
      const loaded = await entry.loading;
      this.#forgetOld();
      return { ...loaded, [Symbol.dispose]: () => this.#release(entry) };
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  #release(entry: Entry): void {
    entry.users -= 1;
    this.#forgetOld();
  }

  /** Unloads the ones used longest ago; an embedding that runs for hours keeps its model whatever else is asked for. */
  #forgetOld(): void {
    for (const [key, { loading, users }] of [...this.#entries].slice(0, -keptModels)) {
      if (users > 0) continue;
      this.#entries.delete(key);
      // What could not be loaded has nothing to unload; an engine that cannot let go must not end what is asked now.
      loading.then(({ model }) => model.dispose()).catch(() => undefined);
    }
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
}
