/** Embeddings of corpora: made as jobs that continue where they stopped, found again by model, never mixed. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddingSummary } from '#app/domain/corpus.ts';
import type { ModelSummary } from '#app/domain/model.ts';
import { passport, passportDifference } from '#app/domain/passport.ts';
import { FigscopeError } from '#app/util/error.ts';
import { sampleCorpus, type CorpusService } from '../corpus/corpus-service.ts';
import { readJson } from '../files.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import type { WorkerSet } from '../worker-set.ts';
import { EmbedTotals } from './embed-totals.ts';
import type { ModelCatalogue } from './model-catalogue.ts';

export const sampleModel = 'sample-nano';

export interface EmbedOptions {
  readonly sides: readonly ('image' | 'text')[];
  readonly batch: number;
}

const bothSides: EmbedOptions = { sides: ['image', 'text'], batch: 32 };

export class EmbedService {
  readonly #corpora: CorpusService;
  readonly #catalogue: ModelCatalogue;
  readonly #workers: WorkerSet;
  readonly #jobs: JobBoard;
  readonly #running = new Map<string, { job: string; ended: Promise<unknown> }>();

  constructor(parts: {
    corpora: CorpusService;
    catalogue: ModelCatalogue;
    workers: WorkerSet;
    jobs: JobBoard;
  }) {
    this.#corpora = parts.corpora;
    this.#catalogue = parts.catalogue;
    this.#workers = parts.workers;
    this.#jobs = parts.jobs;
  }

  /** Starts (or joins) the job that embeds what has no vector yet. */
  async start(
    corpus: string,
    modelName: string,
    options: EmbedOptions,
  ): Promise<{ job: string; embedding: string }> {
    await this.#corpora.open(corpus);
    const exactName = await this.#catalogue.exactName(modelName);
    const model = await this.#catalogue.summary(exactName);
    const embedding = embeddingId(model);
    const key = `${corpus}/${embedding}`;
    const running = this.#running.get(key);
    if (running) {
      // Whoever asks for the vectors wants them made.
      await this.#jobs.resume(running.job);
      return { job: running.job, embedding };
    }
    await this.#mustMatch(corpus, embedding, model);
    const { id, ended } = this.#jobs.start(
      {
        kind: 'embed',
        title: `Embed ${corpus} with ${modelName}`,
        corpus,
        model: modelName,
        pausable: true,
        commandLine: `figscope embed ${corpus} --model ${modelName}`,
      },
      (handle) => this.#embed(handle, corpus, exactName, embedding, options),
    );
    this.#running.set(key, { job: id, ended: ended.finally(() => this.#running.delete(key)) });
    return { job: id, embedding };
  }

  /** A complete embedding of the corpus by that model, made now when it is not there yet. */
  async ensure(corpus: string, modelName: string): Promise<string> {
    const { job, embedding } = await this.start(corpus, modelName, bothSides);
    const { state, error } = await this.#jobs.wait(job);
    if (state === 'done') return embedding;
    throw new FigscopeError('unavailable', {
      message: `${corpus} could not be embedded: ${error?.message ?? 'it was cancelled'}`,
      remedy: error?.remedy ?? 'Start it again; it continues where it stopped.',
    });
  }

  /** The embedding that answers a search: of the model asked for, else the newest; the sample makes its own. */
  async choose(corpus: string, modelName: string | undefined): Promise<EmbeddingSummary> {
    const data = await this.#corpora.open(corpus);
    const { embeddings } = await data['data.summary']({});
    const wanted =
      modelName === undefined
        ? undefined
        : embeddingId(await this.#catalogue.summary(await this.#catalogue.exactName(modelName)));
    const newestFirst = [...embeddings].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    const found = newestFirst.find(
      (embedding) => (wanted === undefined || embedding.id === wanted) && embedding.images > 0,
    );
    if (found) return found;
    if (corpus === sampleCorpus) {
      const id = await this.ensure(corpus, modelName ?? sampleModel);
      const made = (await data['data.summary']({})).embeddings.find((embedding) => embedding.id === id);
      if (made) return made;
    }
    const model = modelName ?? sampleModel;
    throw new FigscopeError('not-found', {
      message: `${corpus} has no embedding${modelName === undefined ? '' : ` by ${modelName}`} yet.`,
      remedy: `Make one with: figscope embed ${corpus} --model ${model}`,
      facts: { corpus, model },
    });
  }

  async #embed(
    handle: Parameters<Parameters<JobBoard['start']>[1]>[0],
    corpus: string,
    modelName: string,
    embedding: string,
    { sides, batch }: EmbedOptions,
  ): Promise<string> {
    const folder = await this.#catalogue.folder(modelName);
    const embeddingFolder = this.#folder(corpus, embedding);
    await mkdir(embeddingFolder, { recursive: true });
    const request = {
      folder,
      model: modelName,
      corpusFolder: this.#corpora.folder(corpus),
      embeddingFolder,
      sides: [...sides],
      batch,
    };
    const made = new EmbedTotals();
    try {
      for (;;) {
        const compute = await this.#workers.compute();
        using _ = handle.onPause(() => {
          // A worker that is gone says so by its stream.
          compute['compute.pauseEmbedding']({ embeddingFolder }).catch(() => undefined);
        });
        let paused = false;
        for await (const { progress, done } of compute['compute.embed'](request, { signal: handle.signal })) {
          paused = done?.paused ?? false;
          if (!paused) handle.progress(progress);
          if (done) made.add(done);
        }
        if (!paused) break;
        await this.#corpora.changed(corpus);
        await handle.standStill();
      }
    } catch (error) {
      // The vectors it had committed stay.
      await this.#corpora.changed(corpus).catch(() => undefined);
      throw error;
    }
    await this.#corpora.changed(corpus);
    return made.describe();
  }

  /** Vectors of another model under the same name would be compared with these: refused. */
  async #mustMatch(corpus: string, embedding: string, model: ModelSummary): Promise<void> {
    const made = await readJson(join(this.#folder(corpus, embedding), 'passport.json'), passport);
    const difference = made ? passportDifference(made, model.passport) : [];
    if (difference.length === 0) return;
    throw new FigscopeError('conflict', {
      message: `The embedding ${embedding} of ${corpus} was made differently: ${difference.join('; ')}.`,
      remedy: 'Embed with the model it was made with, or remove that embedding first.',
      facts: { difference },
    });
  }

  #folder(corpus: string, embedding: string): string {
    return join(this.#corpora.folder(corpus), 'vectors', embedding);
  }
}

/** Name and weights: a run trained further gets an embedding of its own. */
export function embeddingId(model: ModelSummary): string {
  const readable = model.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  return `${readable}-${model.passport.weightsHash.slice(0, 8)}`;
}
