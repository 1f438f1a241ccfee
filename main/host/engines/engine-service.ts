/** Engines of this machine: what is installed, whether it computes correctly, and what `auto` stands for. */
import type { HostContract } from '#app/contract/index.ts';
import { engineNames, type EngineName, type EngineReport } from '#app/domain/engine.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import type { WorkerSet } from '../worker-set.ts';

type EngineHandlers = Pick<Handlers<HostContract>, Extract<keyof HostContract, `engines.${string}`>>;

export class EngineService {
  readonly #workers: WorkerSet;

  constructor(parts: { workers: WorkerSet }) {
    this.#workers = parts.workers;
  }

  handlers(): EngineHandlers {
    return {
      'engines.list': async () => ({ engines: await this.reports() }),
      'engines.test': async () => ({ engines: await this.reports() }),
      'engines.install': async () => {
        throw new FigscopeError('unsupported', 'TensorFlow cannot be installed yet.');
      },
      'engines.remove': async () => {
        throw new FigscopeError('unsupported', 'TensorFlow cannot be removed yet.');
      },
    };
  }

  /** Every engine, tested in a process of its own. */
  async reports(): Promise<EngineReport[]> {
    const reports: EngineReport[] = [];
    for (const name of engineNames) reports.push(await this.#examine(name));
    return reports;
  }

  async #examine(name: EngineName): Promise<EngineReport> {
    const missing = { installed: false, bytes: 0, chosenFor: [] };
    if (name === 'tensorflow') {
      return { name, version: '', device: '', devices: [], precision: [], ok: false, ...missing };
    }
    try {
      await using worker = await this.#workers.trainer();
      const examined = await worker.client['compute.examine']({ engine: name });
      return { ...examined, installed: true, bytes: 0, chosenFor: ['training', 'embedding'] };
    } catch (error) {
      const reason = errorRecord(error).message;
      return { name, version: '', device: 'cpu', devices: [], precision: [], ok: false, reason, ...missing };
    }
  }
}
