/** TensorFlow's libraries as a job: provided, tested, removed again when nobody uses them. */
import type { HostContract } from '#app/contract/index.ts';
import type { EngineName, EngineReport } from '#app/domain/engine.ts';
import type { Progress } from '#app/domain/job.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { InstallHooks, InstallOptions } from '../../../native/tensorflow/install-tensorflow.ts';
import { removeTensorFlow, type TensorFlowInstallation } from '../../../native/tensorflow/installation.ts';
import type { Home } from '../home.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import type { WorkerSet } from '../worker-set.ts';
import { engineTitles } from './engine-words.ts';

type InstallRequest = Parameters<Handlers<HostContract>['engines.install']>[0];

/** As native/tensorflow has it; tests have their own. */
export type InstallTensorFlow = (
  options: InstallOptions,
  hooks: InstallHooks,
) => Promise<TensorFlowInstallation>;

interface InstallerParts {
  readonly home: Home;
  readonly jobs: JobBoard;
  readonly workers: Pick<WorkerSet, 'closeCompute'>;
  /** The self-test after the installation. */
  readonly test: () => Promise<EngineReport>;
  readonly provide: InstallTensorFlow;
}

export class EngineInstaller {
  readonly #parts: InstallerParts;
  readonly #uses = new Map<EngineName, number>();
  #running: string | undefined;

  constructor(parts: InstallerParts) {
    this.#parts = parts;
  }

  /** Until the returned value is disposed the engine is not removed. */
  use(engine: EngineName): Disposable {
    const change = (by: number) => void this.#uses.set(engine, (this.#uses.get(engine) ?? 0) + by);
    change(1);
    return { [Symbol.dispose]: () => change(-1) };
  }

  /** Starts the job, or answers the one that runs. */
  install({ cuda, wheelIndex, from }: InstallRequest): { job: string } {
    if (this.#running !== undefined) return { job: this.#running };
    const { home, jobs, provide, test, workers } = this.#parts;
    const { id, ended } = jobs.start(
      {
        kind: 'install',
        title: `Install ${engineTitles.tensorflow}`,
        commandLine: `figscope engine install tensorflow${cuda === 'auto' ? '' : ` --cuda ${cuda}`}`,
      },
      async (handle) => {
        const options = { enginesFolder: home.engines, cuda, wheelIndex, from };
        const task = { signal: handle.signal, progress: (progress: Progress) => handle.progress(progress) };
        const installed = await provide(options, task);
        // A process of an earlier installation has other libraries in it.
        await workers.closeCompute('tensorflow');
        handle.progress({ done: 1, total: 1, unit: 'tests', detail: 'Self-test' });
        return describe(installed, await test());
      },
    );
    this.#running = id;
    void ended.finally(() => (this.#running = undefined));
    return { job: id };
  }

  /** @throws FigscopeError `conflict` while it is at work or being installed, `not-found` when it is not there */
  async remove(): Promise<{ freedBytes: number }> {
    const busy =
      this.#running !== undefined
        ? 'being installed'
        : (this.#uses.get('tensorflow') ?? 0) > 0
          ? 'at work'
          : undefined;
    if (busy) {
      throw new FigscopeError('conflict', {
        message: `${engineTitles.tensorflow} is ${busy}.`,
        remedy: 'Wait until that has ended, or stop it; see: figscope runs list',
      });
    }
    // A process that has loaded the libraries would go on with files that are gone.
    await this.#parts.workers.closeCompute('tensorflow');
    return removeTensorFlow(this.#parts.home.engines);
  }
}

/** "TensorFlow 2.21.0 (CPU), 852 MB". What was installed and does not work is a failure. */
function describe({ version, cuda, bytes }: TensorFlowInstallation, report: EngineReport): string {
  const title = `${engineTitles.tensorflow} ${version} (${cuda ? 'CUDA' : 'CPU'})`;
  if (report.ok) return `${title}, ${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
  throw new FigscopeError('unavailable', {
    message: `${title} is installed and is not used: ${report.reason ?? 'it failed its self-test.'}`,
    ...(report.remedy ? { remedy: report.remedy } : {}),
  });
}
