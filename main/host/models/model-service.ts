/** Installed models: show, import, keep a run's weights, remove; and raw encoding. */
import { cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { HostContract } from '#app/contract/index.ts';
import { modelAbout, type ModelAbout, type ModelDetail, type ModelSummary } from '#app/domain/model.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import type { UploadService } from '../blobs/upload-service.ts';
import type { ComputeDesk } from '../engines/compute-desk.ts';
import { folderBytes, readJson, writeJson } from '../files.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { EmbedService } from './embed-service.ts';
import type { DownloadHandlers } from './download/download-request.ts';
import type { ModelCatalogue } from './model-catalogue.ts';

/** Files of a checkpoint that only training needs. */
const trainingOnly = (name: string): boolean => name.startsWith('optimizer') || name.startsWith('training');

type ModelHandlers = Omit<
  Pick<Handlers<HostContract>, Extract<keyof HostContract, `models.${string}` | `embed.${string}`>>,
  keyof DownloadHandlers | 'models.tokenCut'
>;

/** Where a model came from, and what may be done with it. */
export type Provenance = Pick<ModelAbout, 'source' | 'license'>;

interface ImportRequest {
  readonly name: string;
  /** What the weights are, where the files do not say so. */
  readonly preset?: string | undefined;
  readonly about?: Provenance;
}

export class ModelService {
  readonly #catalogue: ModelCatalogue;
  readonly #embed: EmbedService;
  readonly #desk: ComputeDesk;
  readonly #workers: WorkerSet;
  readonly #uploads: UploadService;
  readonly live = new LiveValue<{ models: ModelSummary[] }>({ models: [] });

  constructor(parts: {
    catalogue: ModelCatalogue;
    embed: EmbedService;
    desk: ComputeDesk;
    workers: WorkerSet;
    uploads: UploadService;
  }) {
    this.#catalogue = parts.catalogue;
    this.#embed = parts.embed;
    this.#desk = parts.desk;
    this.#workers = parts.workers;
    this.#uploads = parts.uploads;
  }

  /** Tells watchers after models came, went or gained a checkpoint. */
  async changed(): Promise<void> {
    this.live.set({ models: await this.#catalogue.list() });
  }

  handlers(): ModelHandlers {
    return {
      'models.list': async () => ({ models: await this.#catalogue.list() }),
      'models.watch': (_, { signal }) => this.live.watch(signal),
      'models.show': ({ model }) => this.#show(model),
      'models.import': async ({ source, ...request }) =>
        this.#import(await this.#uploads.resolve(source), request),
      'models.keep': ({ run, step, name }) =>
        this.#keep(step === undefined ? `run:${run}` : `run:${run}@${step}`, name),
      'models.remove': ({ model }) => this.#remove(model),
      'models.export': (request) => this.#export(request),
      'models.encode': (request) => this.#encode(request),
      'embed.start': ({ corpus, model, ...options }) => this.#embed.start(corpus, model, options),
    };
  }

  async #show(name: string): Promise<ModelDetail> {
    const summary = await this.#catalogue.summary(name);
    const compute = await this.#workers.compute();
    const described = await compute['compute.describe']({ folder: await this.#catalogue.folder(name) });
    return { ...summary, ...described, passport: { ...described.passport, model: name } };
  }

  /** For files that were fetched: `about` says from where. */
  importFolder(from: string, name: string, about: Provenance): Promise<ModelSummary> {
    return this.#import(from, { name, about });
  }

  async #import(from: string, { name, preset, about: provenance }: ImportRequest): Promise<ModelSummary> {
    await mustExist(from);
    const folder = await this.#catalogue.newFolder(name);
    const temporary = `${folder}.tmp`;
    await rm(temporary, { recursive: true, force: true });
    const compute = await this.#workers.compute();
    try {
      const { parameters } = await compute['compute.importModel']({
        from,
        into: temporary,
        ...(preset === undefined ? {} : { preset }),
      });
      const described = await compute['compute.describe']({ folder: temporary });
      const about: ModelAbout = {
        preset: preset ?? 'custom',
        parameters,
        embedDimension: described.passport.dimension,
        imageSize: described.passport.preprocessing.imageSize,
        contextLength: described.tokenizer.contextLength,
        createdAt: new Date().toISOString(),
        source: `imported from ${from}`,
        license: 'as stated by its authors',
        ...(provenance ?? (await provenanceIn(from))),
      };
      return await this.#install(temporary, folder, name, about);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  async #keep(runModel: string, name: string): Promise<ModelSummary> {
    const from = await this.#catalogue.folder(runModel);
    const {
      name: _,
      origin: __,
      sizeBytes: ___,
      passport: ____,
      ...about
    } = await this.#catalogue.summary(runModel);
    const folder = await this.#catalogue.newFolder(name);
    const temporary = `${folder}.tmp`;
    try {
      await cp(from, temporary, { recursive: true });
      for (const file of (await readdir(temporary)).filter(trainingOnly))
        await rm(join(temporary, file), { recursive: true });
      return await this.#install(temporary, folder, name, about);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  async #install(temporary: string, folder: string, name: string, about: ModelAbout): Promise<ModelSummary> {
    await writeJson(join(temporary, 'about.json'), about);
    await rename(temporary, folder);
    await this.changed();
    return this.#catalogue.summary(name);
  }

  async #remove(name: string): Promise<{ freedBytes: number }> {
    const { origin } = await this.#catalogue.summary(name);
    if (origin !== 'imported') {
      throw new FigscopeError('invalid-input', {
        message:
          origin === 'run'
            ? `${name} belongs to a run.`
            : `${name} ships with Figscope and cannot be removed.`,
        remedy:
          origin === 'run' ? 'Remove the run instead.' : 'Nothing needs to be done; it takes little room.',
      });
    }
    const folder = await this.#catalogue.folder(name);
    const freedBytes = await folderBytes(folder);
    await rm(folder, { recursive: true });
    await this.changed();
    return { freedBytes };
  }

  async #export({
    model,
    ...request
  }: Parameters<ModelHandlers['models.export']>[0]): ReturnType<ModelHandlers['models.export']> {
    const out = resolve(request.out);
    const compute = await this.#workers.compute();
    const folder = await this.#catalogue.folder(model);
    const { files } = await compute['compute.exportModel']({ ...request, folder, out });
    return { folder: out, files, bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  }

  async #encode(
    request: Parameters<ModelHandlers['models.encode']>[0],
  ): ReturnType<ModelHandlers['models.encode']> {
    const files = await Promise.all(request.images.map((source) => this.#uploads.files(source)));
    const imagePaths = files.flat();
    if (imagePaths.length + request.texts.length + request.tokens.length === 0) {
      throw new FigscopeError('invalid-input', {
        message: 'There is nothing to encode.',
        remedy: 'Give --image, --text or --tokens.',
      });
    }
    const { texts, tokens: rows, prepare } = request;
    const folder = await this.#catalogue.folder(request.model);
    const { vectors, dimension, tokens, logitScale, passport } = await this.#desk.ask(
      request.compute,
      ({ client, compute }) =>
        client['compute.encode']({ folder, imagePaths, texts, tokens: rows, prepare, compute }),
    );
    const embeddings = Array.from({ length: vectors.length / dimension }, (_, row) => [
      ...vectors.subarray(row * dimension, (row + 1) * dimension),
    ]);
    return {
      embeddings,
      ...(tokens.length > 0 ? { tokens } : {}),
      logitScale,
      passport: { ...passport, model: request.model },
    };
  }
}

/** What a model that Figscope exported says about itself. */
async function provenanceIn(from: string): Promise<Provenance | undefined> {
  const about = await readJson(join(from, 'about.json'), modelAbout).catch(() => undefined);
  return about && { source: `${about.source}; imported from ${from}`, license: about.license };
}

async function mustExist(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (cause) {
    const { code } = toFigscopeError(cause);
    const detail = {
      message: code === 'not-found' ? `There is nothing at ${path}.` : `${path} cannot be read.`,
      remedy: 'Give the folder that holds open_clip_config.json and the weights, or a file of weights in it.',
      facts: { path },
    };
    throw new FigscopeError(code, detail, { cause });
  }
}
