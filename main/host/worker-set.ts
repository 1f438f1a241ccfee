/** The workers as services see them. Who starts, watches and restarts them is the business of host-workers.ts. */
import type { ComputeContract, DataContract, ImageContract } from '#app/contract/index.ts';
import type { EngineName } from '#app/domain/engine.ts';
import type { Client, Contract } from '#app/rpc/define.ts';
import type { ExitRecord } from '#main/supervisor/exit-record.ts';

/** A worker that serves one task and ends with it. */
export interface OwnWorker<C extends Contract> extends AsyncDisposable {
  readonly client: Client<C>;
  readonly exited: Promise<ExitRecord>;
}

/** Where an engine computes. */
export interface EnginePlace {
  readonly engine: EngineName;
  readonly device: string;
}

export interface WorkerSet {
  /** The process that answers questions about a corpus; started on first use, restarted after a crash. */
  data(corpus: string): Promise<Client<DataContract>>;
  /** Stops it, before the corpus is removed. */
  closeData(corpus: string): Promise<void>;
  /** A process of its own for writing into a corpus. */
  importer(corpus: string): Promise<OwnWorker<DataContract>>;
  images(): Promise<Client<ImageContract>>;
  /**
   * Encode, classify, embed: one process for each engine and device, so that an engine that aborts takes no other with
   * it. Without a place: whatever needs no engine (describe, import, export).
   */
  compute(place?: EnginePlace): Promise<Client<ComputeContract>>;
  /** Ends the processes that may have loaded an engine, before it is removed. */
  closeCompute(engine: EngineName): Promise<void>;
  /** One training run, one process. */
  trainer(): Promise<OwnWorker<ComputeContract>>;
  /** One self-test, one process. */
  examiner(): Promise<OwnWorker<ComputeContract>>;
  close(): Promise<void>;
}
