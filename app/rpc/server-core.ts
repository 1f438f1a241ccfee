/** The answering half of a connection: looks up handlers, parses inputs, runs them, reports how they ended. */
import type * as z from 'zod';
import { errorRecord, FigscopeError, toFigscopeError } from '../util/error.ts';
import type { CallSpec, Contract, StreamSpec } from './define.ts';
import { creditWindow, type Message } from './message.ts';
import { Outflow } from './outflow.ts';
import { parseInput } from './parse.ts';
import { pumpEvery, pumpLatest } from './pump.ts';

/** More open calls and streams than any window or command needs; a flood beyond it is refused. */
export const maxOpenRequests = 1024;

export interface ServerCoreOptions {
  readonly send: (message: Message) => void;
  readonly whenWritable: (() => Promise<void>) | undefined;
  readonly onInternalError: ((error: FigscopeError, method: string) => void) | undefined;
}

export interface ServerCore {
  /** @throws FigscopeError `protocol-mismatch` for messages that a client may not send. */
  readonly receive: (message: Message) => void;
  readonly abortAll: () => void;
}

export function createServerCore(
  contract: Contract,
  handlers: ReadonlyMap<string, unknown>,
  { send, whenWritable, onInternalError }: ServerCoreOptions,
): ServerCore {
  const open = new Map<number, Outflow>();

  async function answerCall(id: number, spec: CallSpec, method: string, input: unknown, outflow: Outflow) {
    const value = await invoke(method, spec.input, input, outflow);
    if (!outflow.signal.aborted) send({ type: 'result', id, value });
  }

  async function answerStream(
    id: number,
    spec: StreamSpec,
    method: string,
    input: unknown,
    outflow: Outflow,
  ) {
    const chunks = invoke(method, spec.input, input, outflow);
    if (!isAsyncIterable(chunks)) throw new FigscopeError('internal', `${method} did not return a stream.`);
    const pump = spec.kind === 'state' ? pumpLatest : pumpEvery;
    await pump(chunks, outflow, (value) => send({ type: 'chunk', id, value }), whenWritable);
    if (!outflow.signal.aborted) send({ type: 'end', id });
  }

  function invoke(method: string, schema: z.ZodType, input: unknown, { signal }: Outflow): unknown {
    const handler = handlers.get(method);
    if (typeof handler !== 'function')
      throw new FigscopeError('unsupported', `${method} is not served here.`);
    return Reflect.apply(handler, undefined, [parseInput(method, schema, input), { signal }]);
  }

  function fail(id: number, method: string, thrown: unknown): void {
    const error = toFigscopeError(thrown);
    if (error.code === 'internal') onInternalError?.(error, method);
    const record = errorRecord(error);
    try {
      send({ type: 'error', id, error: record });
    } catch {
      // The facts hold something that cannot travel; the rest of the error still must.
      send({ type: 'error', id, error: { ...record, facts: undefined } });
    }
  }

  async function answer(id: number, method: string, input: unknown, outflow: Outflow): Promise<void> {
    try {
      const spec = Object.hasOwn(contract, method) ? contract[method] : undefined;
      if (!spec) throw unknownMethod(method);
      if (open.size > maxOpenRequests) throw tooManyRequests();
      if (spec.kind === 'call') await answerCall(id, spec, method, input, outflow);
      else await answerStream(id, spec, method, input, outflow);
    } catch (error) {
      if (outflow.signal.aborted) return;
      fail(id, method, error);
      // A stream may have failed on this side of its producer, which must not go on for nobody.
      outflow.abort();
    } finally {
      open.delete(id);
    }
  }

  return {
    receive(message) {
      switch (message.type) {
        case 'call': {
          if (open.has(message.id)) throw violation(`request ${message.id} was made twice`);
          const outflow = new Outflow(creditWindow);
          open.set(message.id, outflow);
          void answer(message.id, message.method, message.input, outflow);
          return;
        }
        case 'cancel':
          open.get(message.id)?.abort();
          return;
        case 'credit':
          if (open.get(message.id)?.grant(message.count) === false)
            throw violation('it granted too much credit');
          return;
        case 'hello':
        case 'result':
        case 'chunk':
        case 'end':
        case 'error':
        case 'bye':
          throw violation(`it sent "${message.type}"`);
      }
    },
    abortAll() {
      for (const outflow of open.values()) outflow.abort();
    },
  };
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const unknownMethod = (method: string): FigscopeError =>
  new FigscopeError('unsupported', {
    message: `There is no call or stream named ${JSON.stringify(method.slice(0, 64))}.`,
    remedy: 'Start both sides from the same version of Figscope.',
  });

const tooManyRequests = (): FigscopeError =>
  new FigscopeError('unavailable', {
    message: `More than ${maxOpenRequests} requests are open on this connection.`,
    remedy: 'Wait for some of them to finish.',
  });

const violation = (what: string): FigscopeError =>
  new FigscopeError('protocol-mismatch', `The other side broke the protocol: ${what}.`);
