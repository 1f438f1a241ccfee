/** The host: every service of the contract over one home. Thin by design; the work happens in its workers. */
import { join } from 'node:path';
import type { HostContract } from '#app/contract/index.ts';
import { anyEngine } from '#app/domain/engine.ts';
import type { SessionInfo } from '#app/domain/system.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { ComputeDesk } from './engines/compute-desk.ts';
import { EngineService } from './engines/engine-service.ts';
import { BlobService } from './blobs/blob-service.ts';
import { UploadService } from './blobs/upload-service.ts';
import { SavedQueries } from './corpus/saved-queries.ts';
import { CorpusService } from './corpus/corpus-service.ts';
import { CorpusWorkService } from './corpus/corpus-work.ts';
import { trainVocabulary } from './corpus/train-vocabulary.ts';
import { ImportService } from './corpus/import-service.ts';
import { examine } from './doctor.ts';
import { listFolder } from './files-service.ts';
import { Home } from './home.ts';
import type { HostForShell, HostOptions } from './host-for-shell.ts';
import { JobBoard } from './jobs/job-board.ts';
import { DownloadService } from './models/download/download-service.ts';
import { EmbedService } from './models/embed-service.ts';
import { ModelCatalogue } from './models/model-catalogue.ts';
import { ModelService } from './models/model-service.ts';
import { ClassifyService } from './retrieval/classify-service.ts';
import { compareFigures } from './retrieval/compare-figures.ts';
import { EvaluateService } from './retrieval/evaluate-service.ts';
import { SearchService } from './retrieval/search-service.ts';
import { tokenCut } from './retrieval/token-cut.ts';
import { RunService } from './runs/run-service.ts';
import { RunStore } from './runs/run-store.ts';
import { SettingsService } from './settings-service.ts';
import type { WorkerSet } from './worker-set.ts';

export interface HostParts extends HostOptions {
  /** The folder with models/, presets/, sample-nano/ ... */
  readonly resources: string;
  readonly workers: WorkerSet;
  /** CPU threads of an engine, as the workers were told; 0: all cores. */
  readonly threads?: number;
}

export interface Host extends HostForShell {
  readonly home: Home;
  /** Draws the sample corpus on a fresh home and looks at the engines, in the background. */
  welcome(): void;
}

export async function openHost({
  home: folder,
  shell,
  version,
  resources,
  workers,
  threads = 0,
}: HostParts): Promise<Host> {
  const home = new Home(folder);
  await home.prepare();
  await home.clearUploads();
  const settings = await SettingsService.open(home.settingsFile);
  const jobs = new JobBoard();
  const session = new LiveValue<SessionInfo>({ version, home: folder, shell, device: '', warnings: [] });
  const engines = new EngineService({
    home,
    workers,
    jobs,
    version,
    threads,
    tell: (status) => session.update((info) => ({ ...info, ...status })),
  });
  const desk = new ComputeDesk({ engines, workers });
  const uploads = new UploadService(home.uploads);
  const corpora = new CorpusService(home, workers);
  const imports = new ImportService({
    corpora,
    workers,
    uploads,
    jobs,
    pmcUrl: () => settings.current.pmcUrl,
  });
  corpora.makeSample = () => imports.makeSample();
  const savedQueries = new SavedQueries(corpora);
  const corpusWork = new CorpusWorkService({ corpora, workers, jobs });
  const catalogue = new ModelCatalogue(home, join(resources, 'trained'));
  const embed = new EmbedService({ corpora, catalogue, desk, jobs, workers });
  const models = new ModelService({ catalogue, embed, desk, workers, uploads });
  const downloads = new DownloadService({
    jobs,
    folder: join(folder, 'downloads'),
    hubUrl: () => settings.current.hubUrl,
    checkName: (name) => catalogue.newFolder(name),
    importFolder: (from, name, about) => models.importFolder(from, name, about),
    token: process.env['HF_TOKEN'],
  });
  const search = new SearchService({ corpora, catalogue, embed, desk, uploads });
  const evaluate = new EvaluateService({ corpora, embed });
  const classify = new ClassifyService({ catalogue, desk, uploads });
  const runs = new RunService({
    corpora,
    catalogue,
    workers,
    engines,
    jobs,
    store: new RunStore(home),
    presetFolder: join(resources, 'presets'),
    modelsChanged: () => models.changed(),
  });
  const blobs = new BlobService({
    corpora,
    workers,
    uploads,
    previewFolder: join(home.uploads, '.previews'),
  });
  await Promise.all([corpora.start(), models.changed(), runs.open()]);

  const handlers: Handlers<HostContract> = {
    'system.session': (_, { signal }) => session.watch(signal),
    'system.doctor': async () => examine({ home: folder, version, engines: await engines.reports() }),
    'settings.get': async () => settings.current,
    'settings.set': (change) => settings.set(change),
    'jobs.watch': (_, { signal }) => jobs.live.watch(signal),
    'jobs.cancel': ({ job }) => jobs.cancel(job),
    'jobs.wait': ({ job }) => jobs.wait(job),
    'files.list': ({ path }) => listFolder(path),
    'jobs.pause': ({ job }) => jobs.pause(job),
    'jobs.resume': ({ job }) => jobs.resume(job),
    ...corpora.handlers(),
    ...savedQueries.handlers(),
    ...corpusWork.handlers(),
    'vocabulary.train': (request, { signal }) => trainVocabulary({ corpora, workers }, request, signal),
    ...engines.handlers(),
    'import.start': ({ sources, ...options }) => imports.start(sources, options),
    'import.report': async ({ job }) => imports.report(job),
    ...models.handlers(),
    ...downloads.handlers(),
    ...runs.handlers(),
    'retrieval.search': (request, { signal }) => search.search(request, signal),
    'retrieval.compare': (request) => compareFigures({ corpora, embed }, request),
    'models.tokenCut': (request) => tokenCut({ corpora, catalogue, workers }, request),
    'retrieval.evaluate': (request) => evaluate.retrieval(request),
    'classify.run': (request, { signal }) => classify.run(request, signal),
  };

  return {
    home,
    handlers,
    welcome: () => {
      void imports.makeSample().catch(() => undefined);
      // So that the status bar names the engine that will be used, and nothing waits for its test later.
      void engines.resolve(anyEngine, 'embedding').catch(() => undefined);
    },
    blob: (corpus, sha256, width, signal) => blobs.blob(corpus, sha256, width, signal),
    preview: (grant, width, signal) => blobs.preview(grant, width, signal),
    receive: (grant, relativePath, body) => uploads.receive(grant, relativePath, body),
    grantPath: (path) => uploads.grantPath(path),
    get busy() {
      return jobs.busy;
    },
    async close() {
      await jobs.close();
      await workers.close();
      home.release();
    },
  };
}
