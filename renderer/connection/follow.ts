/** Following one stream over reconnects and restarts of the worker behind it. */
import type * as z from 'zod';
import type { Contract, StreamSpec } from '#app/rpc/define.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

/** Names of the streams of a contract. */
export type StreamName<C extends Contract> = {
  [K in keyof C]: C[K] extends StreamSpec ? K : never;
}[keyof C] &
  string;

export type StreamInput<C extends Contract, K extends keyof C> =
  C[K] extends StreamSpec<infer I, z.ZodType> ? z.input<I> : never;
export type StreamChunk<C extends Contract, K extends keyof C> =
  C[K] extends StreamSpec<z.ZodType, infer Chunk> ? z.output<Chunk> : never;

export interface FollowOptions<Input, Chunk> {
  /**
   * For logs: the input that continues after a chunk. Called for every chunk, used for the next subscription.
   * Without it a stream begins anew with its first input, which is what a state needs.
   */
  readonly cursor?: (input: Input, chunk: Chunk) => Input;
  /** The stream has told all that there is. */
  readonly onEnd?: () => void;
}

const firstDelayMs = 500;
const maxDelayMs = 5000;
/** A stream that fails this often without a chunk in between will not come back by itself. */
const maxFailures = 8;

/**
 * @param connection resolves with the present or the next connection; never rejects.
 * @param onError told once, when the stream has failed for good. Without it the error is thrown to the window.
 * @returns leaves the stream; nothing is told after it.
 */
export function follow<Input, Chunk>(
  connection: () => Promise<object>,
  name: string,
  firstInput: Input,
  onChunk: (chunk: Chunk) => void,
  onError: ((error: FigscopeError) => void) | undefined,
  { cursor, onEnd }: FollowOptions<Input, Chunk> = {},
): () => void {
  const leave = new AbortController();
  const { signal } = leave;
  let input = firstInput;
  let failures = 0;

  async function readOnce(): Promise<void> {
    const chunks = openStream<Input, Chunk>(await connection(), name, input, signal);
    for await (const chunk of chunks) {
      if (signal.aborted) return;
      failures = 0;
      onChunk(chunk);
      input = cursor ? cursor(input, chunk) : input;
    }
  }

  async function read(): Promise<void> {
    while (!signal.aborted) {
      try {
        await readOnce();
        if (!signal.aborted) onEnd?.();
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toFigscopeError(thrown);
        const passes = error.code === 'unavailable' || error.code === 'worker-crashed';
        if (!passes || failures >= maxFailures) throw error;
        if (failures > 0) await pause(Math.min(firstDelayMs * 2 ** (failures - 1), maxDelayMs), signal);
        failures += 1;
      }
    }
  }

  void read().catch((thrown: unknown) => {
    if (onError) onError(toFigscopeError(thrown));
    else queueMicrotask(() => reportError(thrown));
  });
  return () => leave.abort();
}

/** The chunks were parsed by the connection, by the schema that `Chunk` is inferred from. */
function openStream<Input, Chunk>(
  connection: object,
  name: string,
  input: Input,
  signal: AbortSignal,
): AsyncIterable<Chunk> {
  const stream: unknown = Reflect.get(connection, name);
  if (typeof stream !== 'function')
    throw new FigscopeError('unsupported', `There is no stream named ${name}.`);
  return Reflect.apply(stream, connection, [input, { signal }]);
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
