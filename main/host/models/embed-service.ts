/** Embeddings of corpora: made as jobs that continue where they stopped, found again by model, never mixed. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { indexedFromRows, type EmbeddingSummary } from '#app/domain/corpus.ts';
import type { ComputeChoice } from '#app/domain/engine.ts';
import type { Progress } from '#app/domain/job.ts';
import type { ModelSummary } from '#app/domain/model.ts';
import { passport, passportDifference } from '#app/domain/passport.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { sampleCorpus, type CorpusService } from '../corpus/corpus-service.ts';
import type { ComputeDesk, Desk } from '../engines/compute-desk.ts';
import { readJson } from '../files.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { bothSides, embedCommand, type EmbedChoices } from './embed-command.ts';
import { EmbedTotals } from './embed-totals.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { ModelCatalogue } from './model-catalogue.ts';

export const sampleModel = 'sample-nano';

export class EmbedService {
  readonly #corpora: CorpusService;
  readonly #catalogue: ModelCatalogue;
  readonly #desk: ComputeDesk;
  readonly #jobs: JobBoard;
  readonly #workers: WorkerSet;
  readonly #running = new Map<string, { job: string; ended: Promise<unknown> }>();

  constructor(parts: {
    corpora: CorpusService;
    catalogue: ModelCatalogue;
    desk: ComputeDesk;
    jobs: JobBoard;
    workers: WorkerSet;
  }) {
    this.#corpora = parts.corpora;
    this.#catalogue = parts.catalogue;
    this.#desk = parts.desk;
    this.#jobs = parts.jobs;
    this.#workers = parts.workers;
  }

  /** Starts (or joins) the job that embeds what has no vector yet. */
  async start(
    corpus: string,
    modelName: string,
    options: EmbedChoices,
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
    await this.#desk.check(options.compute);
    const { id, ended } = this.#jobs.start(
      {
        kind: 'embed',
        title: `Embed ${corpus} with ${modelName}`,
        corpus,
        model: modelName,
        pausable: true,
        commandLine: embedCommand(corpus, modelName, options),
      },
      (handle) => this.#embed(handle, corpus, exactName, embedding, options),
    );
    this.#running.set(key, { job: id, ended: ended.finally(() => this.#running.delete(key)) });
    return { job: id, embedding };
  }

  /** A complete embedding of the corpus by that model, made now when it is not there yet. */
  async ensure(corpus: string, modelName: string, compute?: ComputeChoice): Promise<string> {
    const { job, embedding } = await this.start(corpus, modelName, { ...bothSides, compute });
    const { state, error } = await this.#jobs.wait(job);
    if (state === 'done') return embedding;
    throw new FigscopeError('unavailable', {
      message: `${corpus} could not be embedded: ${error?.message ?? 'it was cancelled'}`,
      remedy: error?.remedy ?? 'Start it again; it continues where it stopped.',
    });
  }

  /** The embedding that answers a search: of the model asked for, else the newest; the sample makes its own. */
  async choose(
    corpus: string,
    modelName: string | undefined,
    compute?: ComputeChoice,
  ): Promise<EmbeddingSummary> {
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
      const id = await this.ensure(corpus, modelName ?? sampleModel, compute);
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
    handle: JobHandle,
    corpus: string,
    modelName: string,
    embedding: string,
    { sides, batch, compute }: EmbedChoices,
  ): Promise<string> {
    const embeddingFolder = this.#folder(corpus, embedding);
    await mkdir(embeddingFolder, { recursive: true });
    const request = {
      folder: await this.#catalogue.folder(modelName),
      model: modelName,
      corpusFolder: this.#corpora.folder(corpus),
      embeddingFolder,
      sides: [...sides],
      batch,
    };
    const made = new EmbedTotals();
    let place = 0;
    let note: string | undefined;
    try {
      for (;;) {
        let paused = false;
        const chunks = this.#desk.follow(
          compute,
          () => place,
          (desk) => {
            ({ note } = desk);
            return attempt(desk, handle, request);
          },
        );
        for await (const { progress, done } of chunks) {
          place = progress.done;
          paused = done?.paused ?? false;
          if (!paused) handle.progress(withNote(progress, note));
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
    handle.update({ embedded: made.numbers });
    const notes = [note, await this.#index(handle, corpus, embedding)];
    return [made.describe(), ...notes.filter((text) => text !== undefined)].join('. ');
  }

  /**
   * Builds the approximate index where there are vectors enough for one, in a process of its own. Returns what to say
   * when that failed: the vectors are complete, and are searched exactly.
   */
  async #index(handle: JobHandle, corpus: string, embedding: string): Promise<string | undefined> {
    const data = await this.#corpora.open(corpus);
    const { embeddings } = await data['data.summary']({});
    const made = embeddings.find(({ id }) => id === embedding);
    if (!made || Math.max(made.images, made.texts) < indexedFromRows) return undefined;
    try {
      await using worker = await this.#workers.importer(corpus);
      const chunks = worker.client['data.buildIndex'](
        { embedding, rebuild: false },
        { signal: handle.signal },
      );
      for await (const { progress } of chunks) {
        if (progress) handle.progress({ ...progress, detail: `Index of ${progress.detail}` });
      }
      await this.#corpora.changed(corpus);
      return undefined;
    } catch (error) {
      if (handle.signal.aborted) throw error;
      return `The index could not be built: ${errorRecord(error).message}`;
    }
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

/** Goes on from what is committed. A pause that is asked for reaches the worker that is at work then. */
async function* attempt(
  { client, compute }: Desk,
  handle: JobHandle,
  request: Omit<Parameters<Desk['client']['compute.embed']>[0], 'compute'>,
) {
  const { embeddingFolder } = request;
  using _ = handle.onPause(() => {
    // A worker that is gone says so by its stream.
    client['compute.pauseEmbedding']({ embeddingFolder }).catch(() => undefined);
  });
  yield* client['compute.embed']({ ...request, compute }, { signal: handle.signal });
}

const withNote = (progress: Progress, note: string | undefined): Progress =>
  note === undefined ? progress : { ...progress, detail: `${progress.detail}. ${note}` };

/** Name and weights: a run trained further gets an embedding of its own. */
export function embeddingId(model: ModelSummary): string {
  const readable = model.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  return `${readable}-${model.passport.weightsHash.slice(0, 8)}`;
}
