/** How a contract is declared: calls and streams with zod, from which clients and handlers are inferred. */
import type * as z from 'zod';

/**
 * - `state`: each chunk replaces the one before; a slow reader sees the latest, never a backlog.
 * - `log`: append-only; every chunk is delivered; the input carries a cursor to resume from.
 * - `binary`: like log, with typed arrays in the chunks.
 */
export type StreamKind = 'state' | 'log' | 'binary';

export interface CallSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}

export interface StreamSpec<I extends z.ZodType = z.ZodType, C extends z.ZodType = z.ZodType> {
  readonly kind: StreamKind;
  readonly input: I;
  readonly chunk: C;
}

export type Contract = Readonly<Record<string, CallSpec | StreamSpec>>;

export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): CallSpec<I, O> => ({
  kind: 'call',
  input,
  output,
});

export const stream = <I extends z.ZodType, C extends z.ZodType>(
  kind: StreamKind,
  input: I,
  chunk: C,
): StreamSpec<I, C> => ({ kind, input, chunk });

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface HandlerContext {
  readonly signal: AbortSignal;
}

/** What a peer calls: promises for calls, async iterables for streams (leaving the loop cancels). */
export type Client<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends CallSpec<infer I, infer O>
    ? (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
    : C[K] extends StreamSpec<infer I, infer Chunk>
      ? (input: z.input<I>, options?: CallOptions) => AsyncIterable<z.output<Chunk>>
      : never;
};

/** What a peer serves. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C]: C[K] extends CallSpec<infer I, infer O>
    ? (input: z.output<I>, context: HandlerContext) => Promise<z.input<O>>
    : C[K] extends StreamSpec<infer I, infer Chunk>
      ? (input: z.output<I>, context: HandlerContext) => AsyncIterable<z.input<Chunk>>
      : never;
};
