/** The two ends of a contract: `serve` answers calls and streams, `connect` makes them. SPEC.md says how. */
import { FigscopeError } from '../util/error.ts';
import { createClientCore } from './client-core.ts';
import type { Client, Contract, Handlers } from './define.ts';
import { createServerCore } from './server-core.ts';
import { openSession } from './session.ts';
import type { Transport } from './transport.ts';

export interface PeerOptions {
  /** Must be equal on both sides; distinguishes contracts with the same names. Default ''. */
  readonly version?: string;
}

export interface ServeOptions extends PeerOptions {
  /** For the log: a handler threw something that is not a FigscopeError, or a FigscopeError `internal`. */
  readonly onInternalError?: (error: FigscopeError, method: string) => void;
}

export interface Served extends Disposable {
  /** Resolves with the reason when the connection has ended, whoever ended it. */
  readonly closed: Promise<string>;
  /** Aborts what is running, tells the other side and closes the transport. */
  [Symbol.dispose](): void;
}

export interface ConnectOptions extends PeerOptions {
  /** What calls and streams fail with when the transport closes without a word; default `unavailable`. */
  readonly closeError?: (reason: string) => FigscopeError;
}

/** The typed client and the state of its connection. Calls may be made before `ready`. */
export type Connection<C extends Contract> = Client<C> & {
  /** Resolves once the other side has greeted with the same contract. */
  readonly ready: Promise<void>;
  /** Resolves with the reason when the connection has ended, whoever ended it. */
  readonly closed: Promise<string>;
  /** Ends the connection; what is open fails with `unavailable`. */
  readonly close: () => void;
};

/** Serves a contract on a transport until either side closes. Inputs are parsed before a handler sees them. */
export const serve = <C extends Contract>(
  transport: Transport,
  contract: C,
  handlers: Handlers<C>,
  options?: ServeOptions,
): Served => serveByName(transport, contract, new Map(Object.entries(handlers)), options);

/** Like `serve`, for handlers that are put together from several parts, each typed by itself. */
export function serveByName(
  transport: Transport,
  contract: Contract,
  handlers: ReadonlyMap<string, unknown>,
  options: ServeOptions = {},
): Served {
  const closed = Promise.withResolvers<string>();
  const session = openSession(transport, contract, options.version ?? '');
  const core = createServerCore(contract, handlers, {
    send: session.send,
    whenWritable: transport.whenWritable,
    onInternalError: options.onInternalError,
  });
  session.listen({
    onMessage: core.receive,
    onEnd: (error) => {
      core.abortAll();
      closed.resolve(error.message);
    },
  });
  return {
    closed: closed.promise,
    [Symbol.dispose]: () => session.end(new FigscopeError('unavailable', 'The other side has stopped.')),
  };
}

/** Connects to a served contract. Results and chunks (except of `binary` streams) are parsed before they are handed out. */
export function connect<C extends Contract>(
  transport: Transport,
  contract: C,
  options?: ConnectOptions,
): Connection<C>;
export function connect(transport: Transport, contract: Contract, options: ConnectOptions = {}): object {
  const ready = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<string>();
  // Whoever waits for `ready` still gets the error; without this an unused one would end a Node process.
  ready.promise.catch(() => {});
  const session = openSession(transport, contract, options.version ?? '');
  const core = createClientCore(contract, session.send);
  session.listen({
    onReady: ready.resolve,
    onMessage: core.receive,
    onEnd: (told, closedByTransport) => {
      const error = closedByTransport && options.closeError ? options.closeError(told.message) : told;
      ready.reject(error);
      // First, so that whoever watches the connection knows when those who wait on it hear of the failure.
      closed.resolve(error.message);
      core.failAll(error);
    },
  });
  const close = () => session.end(new FigscopeError('unavailable', 'The connection was closed.'));
  return { ...core.methods, ready: ready.promise, closed: closed.promise, close };
}
