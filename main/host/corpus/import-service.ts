/** Imports as jobs: each in a process of its own, one after another per corpus, with a report of what was refused. */
import type { ImportOptions } from '#app/contract/imports.ts';
import type { Rejection } from '#app/domain/figure.ts';
import type { ImportCounts, ImportReport } from '#app/domain/job.ts';
import type { FileSource } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { UploadService } from '../blobs/upload-service.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import type { WorkerSet } from '../worker-set.ts';
import { sampleCorpus, type CorpusService } from './corpus-service.ts';
import { importCommand } from './import-command.ts';
import { importPlaces } from './import-places.ts';

/** Rejections kept per report; the count goes on beyond. */
const keptRejections = 100_000;
/** While an import runs, its new rows show up this often. */
const refreshIntervalMs = 1000;
export const sampleFiguresCount = 1200;

interface Report {
  counts: ImportCounts;
  readonly rejected: Rejection[];
}

export class ImportService {
  readonly #corpora: CorpusService;
  readonly #workers: WorkerSet;
  readonly #uploads: UploadService;
  readonly #jobs: JobBoard;
  readonly #reports = new Map<string, Report>();
  /** The import that writes into a corpus, or the last one that did. */
  readonly #writing = new Map<string, Promise<unknown>>();

  readonly #pmcUrl: () => string;

  constructor(parts: {
    corpora: CorpusService;
    workers: WorkerSet;
    uploads: UploadService;
    jobs: JobBoard;
    /** Address of PMC's article data set, from the settings. */
    pmcUrl: () => string;
  }) {
    this.#pmcUrl = parts.pmcUrl;
    this.#corpora = parts.corpora;
    this.#workers = parts.workers;
    this.#uploads = parts.uploads;
    this.#jobs = parts.jobs;
  }

  async start(sources: readonly FileSource[], options: ImportOptions): Promise<{ job: string }> {
    const paths = await importPlaces(sources, options, {
      resolve: (source) => this.#uploads.resolve(source),
      pmcUrl: this.#pmcUrl,
    });
    const { id } = this.#jobs.start(
      {
        kind: 'import',
        title: options.dryRun ? `Try an import into ${options.corpus}` : `Import into ${options.corpus}`,
        corpus: options.corpus,
        commandLine: importCommand(paths, options),
      },
      (handle) => this.#inTurn(options.corpus, () => this.#import(handle, paths, options)),
    );
    this.#reports.set(id, { counts: noCounts(options.corpus), rejected: [] });
    return { job: id };
  }

  report(job: string): ImportReport {
    const report = this.#reports.get(job);
    if (!report) {
      throw new FigscopeError('not-found', {
        message: `There is no report of import ${job}.`,
        remedy: 'Reports are kept until Figscope is closed; import again to see it.',
      });
    }
    return { ...report.counts, rejected: report.rejected };
  }

  /** The sample corpus, made once; later calls wait for the same job or return at once. */
  async makeSample(): Promise<void> {
    await this.#inTurn(sampleCorpus, async () => {
      if (await this.#corpora.exists(sampleCorpus)) return;
      const { ended } = this.#jobs.start(
        { kind: 'sample', title: 'Draw the sample corpus', corpus: sampleCorpus },
        async (handle) => {
          await using worker = await this.#workers.importer(sampleCorpus);
          let counts: ImportCounts | undefined;
          for await (const chunk of worker.client['data.makeSample'](
            { seed: 0, count: sampleFiguresCount },
            { signal: handle.signal },
          )) {
            if (chunk.progress) handle.progress(chunk.progress);
            counts = chunk.counts ?? counts;
          }
          const summary = await this.#corpora.changed(sampleCorpus);
          return `${summary.pairs.toLocaleString('en')} pairs drawn in ${counts?.seconds.toFixed(1) ?? '?'} s`;
        },
      );
      const job = await ended;
      if (job.state !== 'done') {
        throw new FigscopeError('unavailable', {
          message: `The sample corpus could not be made: ${job.error?.message ?? 'it was cancelled'}`,
          ...(job.error?.remedy ? { remedy: job.error.remedy } : {}),
        });
      }
    });
  }

  async #import(handle: JobHandle, paths: string[], options: ImportOptions): Promise<string> {
    await using worker = await this.#workers.importer(options.corpus);
    const report = this.#reports.get(handle.id) ?? { counts: noCounts(options.corpus), rejected: [] };
    let refreshed = Date.now();
    try {
      for await (const chunk of worker.client['data.import'](
        { ...options, paths, keepImages: paths.some((path) => this.#uploads.holds(path)) },
        { signal: handle.signal },
      )) {
        if (chunk.progress) handle.progress(chunk.progress);
        report.rejected.push(...chunk.rejected.slice(0, keptRejections - report.rejected.length));
        if (chunk.counts) report.counts = chunk.counts;
        if (chunk.committed !== undefined && Date.now() - refreshed > refreshIntervalMs) {
          await this.#corpora.changed(options.corpus);
          refreshed = Date.now();
        }
      }
    } catch (error) {
      // What it had committed stays; the next import goes on from there.
      if (!options.dryRun) await this.#corpora.changed(options.corpus).catch(() => undefined);
      throw error;
    }
    if (options.dryRun) return `Nothing was written. An import: ${describe(report.counts)}`;
    await this.#corpora.changed(options.corpus);
    for (const path of paths) await this.#uploads.discard(path);
    handle.update({ imported: report.counts });
    return describe(report.counts);
  }

  /** Two writers of one corpus take turns. */
  async #inTurn<T>(corpus: string, work: () => Promise<T>): Promise<T> {
    const before = this.#writing.get(corpus) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#writing.set(
      corpus,
      mine.catch(() => undefined),
    );
    return mine;
  }
}

function describe(counts: ImportCounts): string {
  const number = (n: number) => n.toLocaleString('en');
  const added = `${number(counts.pairs)} pairs of ${number(counts.articles)} articles added`;
  const unchanged = counts.unchanged > 0 ? `, ${number(counts.unchanged)} were there already` : '';
  const now = counts.nowLocal ?? 0;
  const nowLocal =
    now === 0
      ? ''
      : `, ${number(now)} ${now === 1 ? 'figure that was on the server is' : 'figures that were on the server are'} now local`;
  const reasons = Object.entries(counts.rejectedBy).map(([code, of]) => `${number(of)} ${code}`);
  const rejected =
    counts.rejected > 0 ? `, ${number(counts.rejected)} not taken (${reasons.join(', ')})` : '';
  return added + unchanged + nowLocal + rejected;
}

const noCounts = (corpus: string): ImportCounts => ({
  corpus,
  articles: 0,
  figures: 0,
  pairs: 0,
  unchanged: 0,
  rejected: 0,
  rejectedBy: {},
  totals: { articles: 0, figures: 0, pairs: 0 },
  seconds: 0,
});
