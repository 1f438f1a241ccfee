/** Engines of this machine: what is installed, whether it computes correctly, and what `auto` stands for. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { HostContract } from '#app/contract/index.ts';
import {
  anyEngine,
  type ComputeChoice,
  type EngineName,
  engineNames,
  type EngineReport,
} from '#app/domain/engine.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { installTensorFlow } from '../../../native/tensorflow/install-tensorflow.ts';
import type { Home } from '../home.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import type { WorkerSet } from '../worker-set.ts';
import { chooseEngine, type Purpose, withChosen } from './choose-engine.ts';
import { type ConcreteCompute, describeCompute } from './engine-words.ts';
import { type Examined, examineInWorker } from './examine-in-worker.ts';
import { withPresentDevices } from './engine-devices.ts';
import { EngineInstaller, type InstallTensorFlow } from './engine-installer.ts';
import { engineFiles, type EngineFiles, notInstalled } from './engine-files.ts';
import { type Circumstances, ReportCache, thisProcessor } from './report-cache.ts';

type EngineHandlers = Pick<Handlers<HostContract>, Extract<keyof HostContract, `engines.${string}`>>;

/** For the status bar. */
export interface EngineStatus {
  /** What was used last, else what would be: "CPU, 2 threads, ONNX Runtime". */
  readonly device: string;
  readonly warnings: string[];
}

export interface EngineServiceParts {
  readonly home: Home;
  readonly workers: Pick<WorkerSet, 'examiner' | 'closeCompute'>;
  readonly jobs: JobBoard;
  /** Of the product. */
  readonly version: string;
  /** CPU threads of an engine; 0: all cores. */
  readonly threads: number;
  /** Default: as TensorFlow's libraries are provided. Tests have their own. */
  readonly provide?: InstallTensorFlow;
  /** Hears of the status now and whenever it changes. */
  readonly tell: (status: EngineStatus) => void;
}

const defaultCompute: ConcreteCompute = { engine: 'onnxruntime', device: 'cpu', precision: 'fp32' };

export class EngineService {
  readonly #parts: EngineServiceParts;
  readonly #threads: number;
  readonly #cache: ReportCache;
  readonly #installer: EngineInstaller;
  /** Engines that `auto` avoids until the host ends or a new test vindicates them, and why. */
  readonly #distrusted = new Map<EngineName, string>();
  #device: string;
  #used = false;
  /** Tests take turns: two at once would measure each other. */
  #testing: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineServiceParts) {
    this.#parts = parts;
    this.#threads = parts.threads > 0 ? parts.threads : availableParallelism();
    this.#cache = new ReportCache(join(parts.home.engines, 'reports.json'));
    this.#installer = new EngineInstaller({
      ...parts,
      test: () => this.#reportOf('tensorflow', true),
      provide: parts.provide ?? installTensorFlow,
    });
    this.#device = this.describe(defaultCompute);
    this.#tell();
  }

  handlers(): EngineHandlers {
    return {
      'engines.list': async () => ({ engines: await this.reports() }),
      'engines.test': async () => ({ engines: await this.test() }),
      'engines.install': async (request) => this.#installer.install(request),
      'engines.remove': async () => {
        const freed = await this.#installer.remove();
        await this.#cache.forget('tensorflow');
        return freed;
      },
    };
  }

  /** Of every engine, from the last self-test where engine and machine are the same. */
  async reports(): Promise<EngineReport[]> {
    return Promise.all((await this.#allReports(false)).map(withPresentDevices));
  }

  /** Tests every installed engine anew. */
  async test(): Promise<EngineReport[]> {
    return Promise.all((await this.#allReports(true)).map(withPresentDevices));
  }

  /**
   * What a choice comes down to. Tests the engines first where that was never done and there is something to choose.
   * @throws FigscopeError as chooseEngine does
   */
  async resolve(choice: ComputeChoice, purpose: Purpose): Promise<ConcreteCompute> {
    const { engine, device, precision } = choice;
    const onlyOne =
      engine !== 'tensorflow' && engineFiles('tensorflow', this.#parts.home.engines) === undefined;
    // Not worth a test: it is the only engine, and the first thing that a new home is asked for may be one search.
    if (onlyOne && precision === 'fp32' && (device === 'auto' || device === 'cpu')) return this.#only(device);
    // Only a device with a number needs the list of all, which takes time to ask for.
    const reports = await (device.includes(':') ? this.reports() : this.#allReports(false));
    return chooseEngine(engine === 'auto' ? this.#trusted(reports) : reports, choice, purpose);
  }

  /** `auto` avoids an engine from now on; whoever looks at the status sees why. */
  distrust(engine: EngineName, why: string): void {
    this.#distrusted.set(engine, why);
    this.#tell();
  }

  /** Notes that an engine is at work: it is not removed meanwhile, and the status says so. */
  use(compute: ConcreteCompute): Disposable {
    this.#used = true;
    this.#device = this.describe(compute);
    this.#tell();
    return this.#installer.use(compute.engine);
  }

  /** "CPU, 2 threads, TensorFlow bf16" */
  describe(compute: ConcreteCompute): string {
    return describeCompute(compute, this.#threads);
  }

  /** The only engine there is, unless its last test failed. */
  async #only(device: string): Promise<ConcreteCompute> {
    const files = engineFiles('onnxruntime', this.#parts.home.engines);
    const known = files && (await this.#cache.get(this.#circumstances('onnxruntime', files)));
    if (known) return chooseEngine([known], { ...defaultCompute, device }, 'embedding');
    return defaultCompute;
  }

  async #allReports(anew: boolean): Promise<EngineReport[]> {
    const reports: EngineReport[] = [];
    for (const name of engineNames) reports.push(await this.#reportOf(name, anew));
    this.#expect(reports);
    return withChosen(reports);
  }

  /** Until something is used, the status names what would be. */
  #expect(reports: readonly EngineReport[]): void {
    const trusted = this.#trusted(reports);
    if (this.#used || !trusted.some(({ ok }) => ok)) return;
    this.#device = this.describe(chooseEngine(trusted, anyEngine, 'embedding'));
    this.#tell();
  }

  #trusted(reports: readonly EngineReport[]): EngineReport[] {
    return reports.filter(({ name }) => !this.#distrusted.has(name));
  }

  #reportOf(name: EngineName, anew: boolean): Promise<EngineReport> {
    const report = this.#testing.then(async () => {
      const files = engineFiles(name, this.#parts.home.engines);
      if (!files) return notInstalled(name);
      const of = this.#circumstances(name, files);
      const known = anew ? undefined : await this.#cache.get(of);
      if (known) return known;
      const examined = await this.#examine(name, files);
      const found = {
        ...examined,
        version: files.version,
        installed: true,
        bytes: await files.bytes(),
        chosenFor: [],
      };
      await this.#cache.put(of, found);
      if (found.ok) this.#trust(name);
      return found;
    });
    this.#testing = report.catch(() => undefined);
    return report;
  }

  /** On the device it would use by itself; where that fails, on the CPU, and the report says why. */
  async #examine(name: EngineName, { mayUseGpu }: EngineFiles): Promise<Examined> {
    const first = await examineInWorker(this.#parts.workers, name, 'auto');
    const wasOnCpu = first.device === 'cpu' && first.devices.length > 0;
    if (first.ok || wasOnCpu || !mayUseGpu) return first;
    const onCpu = await examineInWorker(this.#parts.workers, name, 'cpu');
    if (!onCpu.ok) return onCpu;
    const reason = `Only its CPU is used: ${first.reason ?? 'it failed its self-test.'}`;
    return { ...onCpu, reason, ...(first.remedy ? { remedy: first.remedy } : {}) };
  }

  #circumstances(engine: EngineName, { version }: EngineFiles): Circumstances {
    return {
      engine,
      engineVersion: version,
      productVersion: this.#parts.version,
      processor: thisProcessor(),
      threads: this.#threads,
      device: 'auto',
    };
  }

  #trust(engine: EngineName): void {
    if (this.#distrusted.delete(engine)) this.#tell();
  }

  #tell(): void {
    this.#parts.tell({ device: this.#device, warnings: [...this.#distrusted.values()] });
  }
}
