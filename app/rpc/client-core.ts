/** The asking half of a connection: numbers requests, matches answers, and turns specs into methods. */
import { FigscopeError } from '../util/error.ts';
import type { CallOptions, CallSpec, Contract, StreamSpec } from './define.ts';
import { cancelled, errorFromRecord, type Message } from './message.ts';
import { parseOutput } from './parse.ts';
import { StreamReader } from './stream-reader.ts';

export interface ClientCore {
  readonly methods: Readonly<Record<string, unknown>>;
  /** @throws FigscopeError `protocol-mismatch` for messages that a server may not send. */
  readonly receive: (message: Message) => void;
  /** Fails everything that is open, and everything that will be asked. */
  readonly failAll: (error: FigscopeError) => void;
}

/** An open request: told of each answer to it, or that there will be none. */
interface Pending {
  answer(message: Message): void;
  fail(error: FigscopeError): void;
}

export function createClientCore(contract: Contract, send: (message: Message) => void): ClientCore {
  const open = new Map<number, Pending>();
  let lastId = 0;
  let ended: FigscopeError | undefined;

  function start(method: string, input: unknown, pending: (id: number) => Pending): void {
    const id = (lastId += 1);
    send({ type: 'call', id, method, input });
    open.set(id, pending(id));
  }

  function cancel(id: number): void {
    if (open.delete(id)) send({ type: 'cancel', id });
  }

  async function call(
    method: string,
    spec: CallSpec,
    input: unknown,
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (signal?.aborted) throw cancelled(signal);
    if (ended) throw ended;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    let onAbort = () => {};
    start(method, input, (id) => {
      onAbort = () => {
        cancel(id);
        reject(cancelled(signal));
      };
      return {
        answer: (message) => {
          open.delete(id);
          if (message.type === 'result') resolve(message.value);
          else if (message.type === 'error') reject(errorFromRecord(message.error));
          else reject(new FigscopeError('protocol-mismatch', `${method} answered with a ${message.type}.`));
        },
        fail: reject,
      };
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return parseOutput(method, spec.output, await promise);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  function readStream(
    method: string,
    spec: StreamSpec,
    input: unknown,
    signal?: AbortSignal,
  ): AsyncIterator<unknown> {
    return new StreamReader({
      latestOnly: spec.kind === 'state',
      signal,
      parse: (chunk) => (spec.kind === 'binary' ? chunk : parseOutput(method, spec.chunk, chunk)),
      start: (reader) => {
        if (signal?.aborted) throw cancelled(signal);
        if (ended) throw ended;
        let streamId = 0;
        start(method, input, (id) => {
          streamId = id;
          return {
            answer: (message) => {
              if (message.type !== 'chunk') open.delete(id);
              reader.receive(message);
            },
            fail: (error) => reader.fail(error),
          };
        });
        return {
          grant: (count) => {
            if (open.has(streamId)) send({ type: 'credit', id: streamId, count });
          },
          cancel: () => cancel(streamId),
        };
      },
    });
  }

  const method = (name: string, spec: CallSpec | StreamSpec) =>
    spec.kind === 'call'
      ? (input: unknown, options?: CallOptions) => call(name, spec, input, options?.signal)
      : (input: unknown, options?: CallOptions) => ({
          [Symbol.asyncIterator]: () => readStream(name, spec, input, options?.signal),
        });

  return {
    methods: Object.fromEntries(Object.entries(contract).map(([name, spec]) => [name, method(name, spec)])),
    receive(message) {
      switch (message.type) {
        case 'result':
        case 'chunk':
        case 'end':
        case 'error':
          // An unknown id is one that was cancelled while its answer was on the way.
          open.get(message.id)?.answer(message);
          return;
        case 'hello':
        case 'call':
        case 'cancel':
        case 'credit':
        case 'bye':
          throw new FigscopeError('protocol-mismatch', `The other side sent "${message.type}".`);
      }
    },
    failAll(error) {
      ended = error;
      const pending = [...open.values()];
      open.clear();
      for (const request of pending) request.fail(error);
    },
  };
}
