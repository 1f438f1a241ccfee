/** The workers of one host: which processes there are, what each is given, and when they end. */
import {
  computeContract,
  contractVersion,
  dataContract,
  imageContract,
  type ComputeContract,
  type DataContract,
  type ImageContract,
} from '#app/contract/index.ts';
import { join } from 'node:path';
import type { Contract } from '#app/rpc/define.ts';
import type { WorkerContract } from '#app/rpc/worker-contract.ts';
import type { WorkerLauncher } from '#main/supervisor/launcher.ts';
import { nodeLauncher } from '#main/supervisor/node-launcher.ts';
import { superviseWorker, type SupervisedWorker } from '#main/supervisor/supervisor.ts';
import { startWorkerLife } from '#main/supervisor/worker-life.ts';
import { Home } from './home.ts';
import { closing } from './closing.ts';
import type { Installation } from './installation.ts';
import type { EnginePlace, OwnWorker, WorkerSet } from './worker-set.ts';

export interface HostWorkersOptions {
  readonly home: string;
  readonly installation: Installation;
  /** Default: child processes of Node. Electron gives its utility processes. */
  readonly launcher?: WorkerLauncher;
  /** CPU threads of an engine; 0: all cores. */
  readonly threads?: number;
}

const version = String(contractVersion);
/** The process that is there anyway. */
const anyPlace: EnginePlace = { engine: 'onnxruntime', device: 'cpu' };
const placeKey = ({ engine, device }: EnginePlace): string => `${engine} ${device}`;

export function createHostWorkers({
  home,
  installation,
  launcher = nodeLauncher(),
  threads = 0,
}: HostWorkersOptions): WorkerSet {
  const data = new Map<string, SupervisedWorker<DataContract>>();
  let images: SupervisedWorker<ImageContract> | undefined;
  const compute = new Map<string, SupervisedWorker<ComputeContract>>();
  const own = new Set<AsyncDisposable>();
  const { engines, graphCache } = new Home(home);

  const dataOptions = (corpus: string, name: string) => ({
    name,
    launcher,
    entry: installation.worker('data'),
    contract: dataContract,
    version,
    env: { FIGSCOPE_CORPUS_FOLDER: join(home, 'corpora', corpus), FIGSCOPE_CORPUS_NAME: corpus },
  });
  const computeOptions = (name: string) => ({
    name,
    launcher,
    entry: installation.worker('compute'),
    contract: computeContract,
    version,
    env: {
      FIGSCOPE_THREADS: String(threads),
      FIGSCOPE_ENGINES: engines,
      FIGSCOPE_GRAPH_CACHE: graphCache,
    },
  });

  let closed = false;
  /** One that is started while the others end would keep this process alive. */
  const mustBeOpen = () => {
    if (closed) throw closing();
  };

  /** A process for one task: no restarts, gone when its owner is done with it. */
  async function startOwn<C extends Contract & WorkerContract>(
    options: Parameters<typeof startWorkerLife<C>>[0],
  ): Promise<OwnWorker<C>> {
    mustBeOpen();
    const life = startWorkerLife(options);
    const dispose = async () => {
      own.delete(worker);
      await life.stop();
    };
    const worker: AsyncDisposable = { [Symbol.asyncDispose]: dispose };
    own.add(worker);
    const client = await life.ready;
    return { client, exited: life.exited, [Symbol.asyncDispose]: dispose };
  }

  return {
    async data(corpus) {
      mustBeOpen();
      let worker = data.get(corpus);
      if (!worker || worker.state.kind === 'failed' || worker.state.kind === 'stopped') {
        worker = superviseWorker(dataOptions(corpus, 'data'));
        data.set(corpus, worker);
      }
      return worker.client();
    },
    async closeData(corpus) {
      const worker = data.get(corpus);
      data.delete(corpus);
      await worker?.stop();
    },
    importer: (corpus) => startOwn(dataOptions(corpus, 'import')),
    async images() {
      mustBeOpen();
      if (!images || images.state.kind === 'failed') {
        images = superviseWorker({
          name: 'image',
          launcher,
          entry: installation.worker('images'),
          contract: imageContract,
          version,
        });
      }
      return images.client();
    },
    async compute(place = anyPlace) {
      mustBeOpen();
      const key = placeKey(place);
      let worker = compute.get(key);
      if (!worker || worker.state.kind === 'failed' || worker.state.kind === 'stopped') {
        worker = superviseWorker(computeOptions('compute'));
        compute.set(key, worker);
      }
      return worker.client();
    },
    async closeCompute(engine) {
      const found = [...compute].filter(([key]) => key.startsWith(`${engine} `));
      for (const [key, worker] of found) {
        compute.delete(key);
        await worker.stop();
      }
    },
    trainer: () => startOwn(computeOptions('training')),
    // One that hangs is not worth waiting for.
    examiner: () =>
      startOwn({ ...computeOptions('engine test'), stopTimes: { askMs: 1000, terminateMs: 1000 } }),
    async close() {
      closed = true;
      const shared = [...data.values(), images, ...compute.values()].filter((worker) => worker !== undefined);
      await Promise.all([
        ...shared.map((worker) => worker.stop()),
        ...[...own].map((worker) => worker[Symbol.asyncDispose]()),
      ]);
    },
  };
}
