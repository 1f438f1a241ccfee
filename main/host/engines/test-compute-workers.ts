/** For tests: compute workers that the test plays, over real connections; each can crash as a process does. */
import { computeContract, type ComputeContract } from '#app/contract/index.ts';
import type { Client } from '#app/rpc/define.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serveByName } from '#app/rpc/peer.ts';
import { FigscopeError } from '#app/util/error.ts';
import { exitError, type ExitRecord } from '#main/supervisor/exit-record.ts';
import type { EnginePlace, OwnWorker } from '../worker-set.ts';

/** Answers of one process. `crash` ends it: whatever it was asked is answered with `worker-crashed`. */
export type PlayedHandlers = (crash: () => Promise<never>) => Readonly<Record<string, unknown>>;

export class PlayedWorkers {
  /** Of every process that was started, where it computes. */
  readonly started: EnginePlace[] = [];
  readonly closed: string[] = [];
  readonly #play: (place: EnginePlace) => PlayedHandlers;
  readonly #alive = new Map<string, Client<ComputeContract>>();

  constructor(play: (place: EnginePlace) => PlayedHandlers) {
    this.#play = play;
  }

  compute = async (place: EnginePlace = { engine: 'onnxruntime', device: 'cpu' }) => {
    const key = `${place.engine} ${place.device}`;
    const alive = this.#alive.get(key);
    if (alive) return alive;
    this.started.push(place);
    const { client, exited } = playWorker(this.#play(place));
    void exited.then(() => this.#alive.delete(key));
    this.#alive.set(key, client);
    return client;
  };

  examiner = async (): Promise<OwnWorker<ComputeContract>> => {
    const { client, exited } = playWorker(this.#play({ engine: 'onnxruntime', device: 'test' }));
    return { client, exited, [Symbol.asyncDispose]: async () => {} };
  };

  closeCompute = async (engine: string): Promise<void> => void this.closed.push(engine);
}

function playWorker(play: PlayedHandlers) {
  const [near, far] = memoryTransportPair();
  const ended = Promise.withResolvers<ExitRecord>();
  let end: ExitRecord | undefined;
  const crash = () => {
    end = abortRecord();
    near.close();
    ended.resolve(end);
    return new Promise<never>(() => {});
  };
  serveByName(far, computeContract, new Map(Object.entries(play(crash))));
  const client = connect(near, computeContract, {
    closeError: (reason) => (end ? exitError(end) : new FigscopeError('unavailable', reason)),
  });
  return { client, exited: ended.promise };
}

const abortRecord = (): ExitRecord => ({
  worker: 'compute',
  reason: 'crashed',
  code: undefined,
  signal: 'SIGABRT',
  lastStep: undefined,
  error: undefined,
  stderrTail: 'F ./core.cc:17 Check failed: ok\n',
  wasReady: true,
  endedAtMs: Date.now(),
  ranMs: 10,
});
