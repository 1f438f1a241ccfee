/** The client of a link: the same methods as those of a connection, on whichever connection there is. */
import type { CallOptions, Client, Contract } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';

/**
 * @param connection resolves with the present or the next connection.
 * @param waitMs how long a method waits for one.
 */
export function linkClient<C extends Contract>(
  contract: C,
  connection: () => Promise<object>,
  waitMs: number,
): Client<C>;
export function linkClient(contract: Contract, connection: () => Promise<object>, waitMs: number): object {
  const invoke = async (name: string, input: unknown, options?: CallOptions): Promise<unknown> => {
    const connected = await within(connection(), waitMs, options?.signal);
    const method: unknown = Reflect.get(connected, name);
    return typeof method === 'function' ? Reflect.apply(method, connected, [input, options]) : undefined;
  };

  async function* read(name: string, input: unknown, options?: CallOptions): AsyncGenerator<unknown> {
    const chunks = await invoke(name, input, options);
    if (isAsyncIterable(chunks)) yield* chunks;
  }

  const method = (name: string, kind: string) =>
    kind === 'call'
      ? (input: unknown, options?: CallOptions) => invoke(name, input, options)
      : (input: unknown, options?: CallOptions) => ({
          [Symbol.asyncIterator]: () => read(name, input, options),
        });
  return Object.fromEntries(Object.entries(contract).map(([name, { kind }]) => [name, method(name, kind)]));
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

function within<T>(promise: Promise<T>, waitMs: number, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new FigscopeError('unavailable', {
          message: 'The connection to the host is lost.',
          remedy: 'Wait until it is back and try again.',
        }),
      );
    }, waitMs);
    const onAbort = () => reject(new FigscopeError('cancelled', 'The request was cancelled.'));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}
