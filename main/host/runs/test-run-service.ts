/** For tests: the run service over a home, with training processes that the test plays. */
import { join } from 'node:path';
import type { RunOverrides } from '#app/domain/run-config.ts';
import { CorpusService } from '../corpus/corpus-service.ts';
import { findInstallation } from '../installation.ts';
import { JobBoard } from '../jobs/job-board.ts';
import { ModelCatalogue } from '../models/model-catalogue.ts';
import type { TemporaryHome } from '../test-home.ts';
import { FakeWorkers } from '../test-workers.ts';
import { RunService } from './run-service.ts';
import { RunStore } from './run-store.ts';
import type { TrainingEngines } from './training-compute.ts';

const { resources } = findInstallation();
/** Only ONNX Runtime, as on a machine where nothing else is installed. */
export const plainEngines: TrainingEngines = {
  resolve: async ({ precision }) => ({ engine: 'onnxruntime', device: 'cpu', precision }),
  use: () => ({ [Symbol.dispose]: () => {} }),
  distrust: () => {},
};
const context = { signal: new AbortController().signal };

/** A run service of its own over the same home, as after a restart. */
export async function openService(place: TemporaryHome, engines = plainEngines) {
  const workers = new FakeWorkers();
  const jobs = new JobBoard();
  const service = new RunService({
    corpora: new CorpusService(place.home, workers),
    catalogue: new ModelCatalogue(place.home, join(resources, 'trained')),
    workers,
    engines,
    jobs,
    store: new RunStore(place.home),
    presetFolder: join(resources, 'presets'),
    modelsChanged: async () => {},
  });
  await service.open();
  const handlers = service.handlers();
  return {
    workers,
    jobs,
    service,
    start: async (set: RunOverrides = {}) =>
      (await handlers['runs.start']({ corpus: 'pmc', preset: 'nano', set }, context)).run,
    show: (run: string) => handlers['runs.show']({ run }, context),
    stop: (run: string) => handlers['runs.stop']({ run }, context),
    resume: (run: string) => handlers['runs.resume']({ run }, context),
    remove: (run: string) => handlers['runs.remove']({ run }, context),
    list: async () => (await handlers['runs.list']({}, context)).runs,
  };
}

/** Writes into the state of a run which process trains it. */
export async function trainedBy(place: TemporaryHome, run: string, pid: number): Promise<void> {
  const store = new RunStore(place.home);
  const stored = (await store.load()).find(({ record }) => record.id === run);
  if (stored) await store.saveState({ ...stored, state: { ...stored.state, pid } });
}
