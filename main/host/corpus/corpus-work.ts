/** Long work over a whole corpus as jobs, each in a data process of its own: export, check, synthetic rows, index. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataContract, HostContract } from '#app/contract/index.ts';
import type { CheckReport } from '#app/domain/check.ts';
import { defaultShardFigures, type ExportResult } from '#app/domain/export.ts';
import type { Progress } from '#app/domain/job.ts';
import type { SynthesisOptions, SynthesisResult } from '#app/contract/corpus-work.ts';
import type { Client, Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import { quoteArgument } from '#app/util/quote-argument.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { CorpusService } from './corpus-service.ts';

type WorkHandlers = Pick<
  Handlers<HostContract>,
  Extract<keyof HostContract, `export.${string}` | `check.${string}` | `synth.${string}` | `index.${string}`>
>;

interface WorkParts {
  readonly corpora: CorpusService;
  readonly workers: WorkerSet;
  readonly jobs: JobBoard;
}

export class CorpusWorkService {
  readonly #corpora: CorpusService;
  readonly #workers: WorkerSet;
  readonly #jobs: JobBoard;
  readonly #exports = new Map<string, ExportResult>();
  readonly #checks = new Map<string, CheckReport>();
  readonly #syntheses = new Map<string, SynthesisResult>();

  constructor({ corpora, workers, jobs }: WorkParts) {
    this.#corpora = corpora;
    this.#workers = workers;
    this.#jobs = jobs;
  }

  handlers(): WorkHandlers {
    return {
      'export.start': async (options) => {
        const { corpus, format, out, ...rest } = options;
        await this.#corpora.open(corpus);
        const words = commandWords({ ...rest, shards: format === 'webdataset' });
        return this.#start(
          {
            kind: 'export',
            title: `${rest.dryRun ? 'Try an export of' : 'Export'} ${corpus} as ${format}`,
            corpus,
            commandLine: `figscope export ${corpus} --format ${format} --out ${quoteArgument(out)}${words}`,
          },
          async (worker, handle) => {
            const { figures, files, skippedCount } = await this.#lastOf(
              worker['data.export']({ format, out, ...rest }, { signal: handle.signal }),
              ({ result }) => result,
              handle,
              this.#exports,
            );
            const left = skippedCount > 0 ? `, ${count(skippedCount)} left out` : '';
            return rest.dryRun
              ? `An export would hold ${count(figures)} figures${left}`
              : `${count(figures)} figures in ${count(files)} files${left}`;
          },
        );
      },
      'export.report': async ({ job }) => reportOf(this.#exports, job),

      'check.start': async ({ corpus, depth, leakage }) => {
        // One that is damaged may not open, and is what a check is for.
        await this.#corpora.open(corpus).catch((thrown: unknown) => this.#mustHaveFiles(corpus, thrown));
        const words = `${depth === 'full' ? ' --full' : ''}${leakage ? '' : ' --no-leakage'}`;
        return this.#start(
          {
            kind: 'check',
            title: `Check ${corpus}`,
            corpus,
            commandLine: `figscope check ${corpus}${words}`,
          },
          async (worker, handle) => {
            const report = await this.#lastOf(
              worker['data.check']({ depth, leakage }, { signal: handle.signal }),
              (chunk) => chunk.report,
              handle,
              this.#checks,
            );
            const leaks = Object.values(report.leakCounts).reduce((sum, of) => sum + of, 0);
            return `${report.problems.length === 0 ? 'Nothing is damaged' : `${count(report.problems.length)} ${report.problems.length === 1 ? 'problem' : 'problems'}`}, ${leaks === 0 ? 'nothing leaks' : `${count(leaks)} ${leaks === 1 ? 'pair leaks' : 'pairs leak'} between splits`}`;
          },
        );
      },
      'check.report': async ({ job }) => reportOf(this.#checks, job),

      'synth.start': async ({ corpus, ...options }) => {
        return this.#start(
          {
            kind: 'synthesise',
            title: `Make ${count(options.rows)} synthetic rows`,
            corpus,
            commandLine: `figscope corpus synth ${corpus} --rows ${options.rows}${synthesisWords(options)}`,
          },
          async (worker, handle) => {
            const { rows, seconds } = await this.#lastOf(
              worker['data.synthesise'](options, { signal: handle.signal }),
              ({ result }) => result,
              handle,
              this.#syntheses,
            );
            await this.#corpora.changed(corpus);
            return `${count(rows)} rows in ${seconds.toFixed(1)} s`;
          },
        );
      },
      'synth.report': async ({ job }) => reportOf(this.#syntheses, job),

      'index.start': async ({ corpus, embedding, rebuild }) => {
        await this.#corpora.open(corpus);
        return this.#start(
          { kind: 'index', title: `Index the vectors of ${corpus}`, corpus },
          async (worker, handle) => {
            for await (const { progress } of worker['data.buildIndex'](
              { embedding, rebuild },
              { signal: handle.signal },
            )) {
              if (progress) handle.progress(progress);
            }
            await this.#corpora.changed(corpus);
            return 'The index is complete';
          },
        );
      },
    };
  }

  /** Begins a job in a data process of its own. */
  #start(
    about: Parameters<JobBoard['start']>[0] & { readonly corpus: string },
    work: (worker: Client<DataContract>, handle: JobHandle) => Promise<string>,
  ): { job: string } {
    const { id } = this.#jobs.start(about, async (handle) => {
      await using worker = await this.#workers.importer(about.corpus);
      // Awaited here: the process ends with this scope.
      return await work(worker.client, handle);
    });
    return { job: id };
  }

  /** Follows a stream to its end and keeps the report that its last chunk carries. */
  async #lastOf<C extends { readonly progress?: Progress | undefined }, R>(
    chunks: AsyncIterable<C>,
    reportIn: (chunk: C) => R | undefined,
    handle: JobHandle,
    reports: Map<string, R>,
  ): Promise<R> {
    let report: R | undefined;
    for await (const chunk of chunks) {
      if (chunk.progress) handle.progress(chunk.progress);
      report = reportIn(chunk) ?? report;
    }
    if (report === undefined) throw new FigscopeError('internal', 'The work ended without a report.');
    reports.set(handle.id, report);
    return report;
  }

  /** Throws what went wrong when there is no database either. */
  async #mustHaveFiles(corpus: string, thrown: unknown): Promise<void> {
    const database = join(this.#corpora.folder(corpus), 'corpus.db');
    if (!(await stat(database).catch(() => undefined))) throw thrown;
  }
}

function reportOf<R>(reports: ReadonlyMap<string, R>, job: string): R {
  const report = reports.get(job);
  if (report !== undefined) return report;
  throw new FigscopeError('not-found', {
    message: `There is no report of job ${job}.`,
    remedy: 'Reports are there once the job has ended, until Figscope is closed.',
  });
}

interface ExportChoice {
  readonly filter: string;
  readonly text: string;
  readonly splits: readonly string[];
  readonly licenses: readonly string[];
  readonly shardFigures: number;
  /** Whether the format has shards at all. */
  readonly shards: boolean;
  readonly dryRun: boolean;
}

/** The options of an export that differ from none at all, as the command line writes them. */
function commandWords(choice: ExportChoice): string {
  const { filter, text, splits, licenses, shardFigures, shards, dryRun } = choice;
  return [
    filter === '' ? '' : ` --filter ${quoteArgument(filter)}`,
    text === '' ? '' : ` --text ${quoteArgument(text)}`,
    splits.length === 0 ? '' : ` --split ${splits.join(',')}`,
    licenses.length === 0 ? '' : ` --licenses ${licenses.join(',')}`,
    shards && shardFigures !== defaultShardFigures ? ` --shard-figures ${shardFigures}` : '',
    dryRun ? ' --dry-run' : '',
  ].join('');
}

function synthesisWords({ seed, vectors }: SynthesisOptions): string {
  return `${seed === 0 ? '' : ` --seed ${seed}`}${vectors === undefined ? '' : ` --vectors ${vectors}`}`;
}

const count = (value: number): string => value.toLocaleString('en');
