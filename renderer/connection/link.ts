/** A connection that comes back: opens a transport, greets, and does so again whenever it is lost. */
import type { Client, Contract } from '#app/rpc/define.ts';
import { createListeners } from '#app/rpc/listeners.ts';
import { type Connection, connect } from '#app/rpc/peer.ts';
import type { Transport } from '#app/rpc/transport.ts';
import { type ErrorCode, FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { linkClient } from './link-client.ts';
import { type StreamChunk, type StreamInput, type StreamName, follow, type FollowOptions } from './follow.ts';

export type LinkState =
  /** For the first time; `error` tells why earlier attempts failed. */
  | { readonly kind: 'connecting'; readonly error?: FigscopeError }
  | { readonly kind: 'connected' }
  /** It was there; it is looked for until it is found or `retry` or dispose is called. */
  | { readonly kind: 'reconnecting'; readonly error: FigscopeError }
  /** For good: another version, no permission, or disposed of. Only `retry` tries again. */
  | { readonly kind: 'lost'; readonly error: FigscopeError };

export interface LinkOptions<C extends Contract> {
  readonly contract: C;
  readonly version?: string;
  /** Opens a transport to the host. The signal aborts when it takes too long. */
  readonly open: (signal: AbortSignal) => Promise<Transport>;
  /** How long an attempt may take, greeting included. Default 10 s. */
  readonly attemptMs?: number;
  /** How long a call waits for a connection that is being looked for. Default 5 s. */
  readonly callWaitMs?: number;
}

export interface Link<C extends Contract> extends Disposable {
  readonly state: LinkState;
  onState(listener: (state: LinkState) => void): Disposable;
  /**
   * Calls go to the present connection. They wait a moment for one that is being looked for; those that were open
   * when it was lost fail with `unavailable` and are not repeated, since they may have been carried out.
   */
  readonly client: Client<C>;
  /**
   * Follows a stream over reconnects; see follow.ts. Returns a function that leaves it. While the link is lost it
   * waits: the state of the link says why.
   */
  subscribe<K extends StreamName<C>>(
    name: K,
    input: StreamInput<C, K>,
    onChunk: (chunk: StreamChunk<C, K>) => void,
    onError?: (error: FigscopeError) => void,
    options?: FollowOptions<StreamInput<C, K>, StreamChunk<C, K>>,
  ): () => void;
  /** Tries at once: for a person who does not want to wait, and for a window that was asleep. */
  retry(): void;
}

const firstDelayMs = 500;
const maxDelayMs = 5000;
/** Trying again would bring the same answer. */
const finalCodes: ReadonlySet<ErrorCode> = new Set(['protocol-mismatch', 'permission-denied', 'unsupported']);

/** Connects at once. */
export function openLink<C extends Contract>(options: LinkOptions<C>): Link<C> {
  const { contract, version = '', open, attemptMs = 10_000, callWaitMs = 5000 } = options;
  const states = createListeners<LinkState>();
  let state: LinkState = { kind: 'connecting' };
  let arrival = Promise.withResolvers<Connection<C>>();
  const leaves = new Set<() => void>();
  let current: Connection<C> | undefined;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let attempting = false;

  function enter(next: LinkState): void {
    state = next;
    states.tell(next);
  }

  async function attempt(): Promise<void> {
    clearTimeout(retryTimer);
    attempting = true;
    try {
      const connection = await greet(contract, version, open, attemptMs);
      if (state.kind === 'lost') connection.close();
      else arrive(connection);
    } catch (error) {
      if (state.kind !== 'lost') afterFailure(toFigscopeError(error));
    } finally {
      attempting = false;
    }
  }

  function arrive(connection: Connection<C>): void {
    failures = 0;
    current = connection;
    void connection.closed.then((reason) => afterClose(connection, reason));
    enter({ kind: 'connected' });
    arrival.resolve(connection);
  }

  function afterClose(connection: Connection<C>, reason: string): void {
    if (current !== connection) return;
    current = undefined;
    arrival = Promise.withResolvers();
    enter({ kind: 'reconnecting', error: new FigscopeError('unavailable', reason) });
    void attempt();
  }

  function afterFailure(error: FigscopeError): void {
    if (finalCodes.has(error.code)) return lose(error);
    retryTimer = setTimeout(() => void attempt(), Math.min(firstDelayMs * 2 ** failures, maxDelayMs));
    failures += 1;
    enter({ kind: state.kind === 'reconnecting' ? 'reconnecting' : 'connecting', error });
  }

  function lose(error: FigscopeError): void {
    clearTimeout(retryTimer);
    enter({ kind: 'lost', error });
  }

  function retry(): void {
    if (current || attempting) return;
    failures = 0;
    if (state.kind === 'lost') enter({ kind: 'reconnecting', error: state.error });
    void attempt();
  }

  const callable = () => (state.kind === 'lost' ? Promise.reject(state.error) : arrival.promise);

  void attempt();
  return {
    get state() {
      return state;
    },
    onState: states.add,
    client: linkClient(contract, callable, callWaitMs),
    subscribe: (name, input, onChunk, onError, followOptions) => {
      const leave = follow(() => arrival.promise, name, input, onChunk, onError, followOptions);
      leaves.add(leave);
      return () => {
        leaves.delete(leave);
        leave();
      };
    },
    retry,
    [Symbol.dispose]: () => {
      for (const leave of leaves) leave();
      const last = current;
      current = undefined;
      lose(new FigscopeError('unavailable', 'The window is closing.'));
      last?.close();
    },
  };
}

/** Opens a transport and waits for the greeting, both within the time limit. */
async function greet<C extends Contract>(
  contract: C,
  version: string,
  open: (signal: AbortSignal) => Promise<Transport>,
  limitMs: number,
): Promise<Connection<C>> {
  const limit = new AbortController();
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  const timer = setTimeout(() => {
    const error = new FigscopeError('unavailable', 'The host did not answer in time.');
    limit.abort(error);
    late.reject(error);
  }, limitMs);
  try {
    const opening = open(limit.signal);
    // One that opens after all has nobody to use it.
    limit.signal.addEventListener(
      'abort',
      () =>
        void opening.then(
          (transport) => transport.close(),
          () => {},
        ),
    );
    const connection = connect(await Promise.race([opening, late.promise]), contract, { version });
    await Promise.race([connection.ready, late.promise]);
    return connection;
  } finally {
    clearTimeout(timer);
  }
}
