/** The workers as services see them. Who starts, watches and restarts them is the business of host-workers.ts. */
import type { ComputeContract, DataContract, ImageContract } from '#app/contract/index.ts';
import type { Client, Contract } from '#app/rpc/define.ts';
import type { ExitRecord } from '#main/supervisor/exit-record.ts';

/** A worker that serves one task and ends with it. */
export interface OwnWorker<C extends Contract> extends AsyncDisposable {
  readonly client: Client<C>;
  readonly exited: Promise<ExitRecord>;
}

export interface WorkerSet {
  /** The process that answers questions about a corpus; started on first use, restarted after a crash. */
  data(corpus: string): Promise<Client<DataContract>>;
  /** Stops it, before the corpus is removed. */
  closeData(corpus: string): Promise<void>;
  /** A process of its own for writing into a corpus. */
  importer(corpus: string): Promise<OwnWorker<DataContract>>;
  images(): Promise<Client<ImageContract>>;
  /** Encode, classify, embed. */
  compute(): Promise<Client<ComputeContract>>;
  /** One training run, one process. */
  trainer(): Promise<OwnWorker<ComputeContract>>;
  close(): Promise<void>;
}
