/**
 * The way from the stores to the host. `bindHost` is called once, before anything is drawn; the link reconnects by
 * itself and opens its subscriptions again, so stores never notice more than a pause.
 */
import type * as z from 'zod';
import type { HostContract } from '#app/contract/index.ts';
import type { Client, StreamSpec } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';

export type HostClient = Client<HostContract>;

/** Names of the streams of the contract. */
export type StreamName = {
  [K in keyof HostContract]: HostContract[K] extends StreamSpec ? K : never;
}[keyof HostContract];

export type StreamInput<K extends StreamName> =
  HostContract[K] extends StreamSpec<infer I, z.ZodType> ? z.input<I> : never;
export type StreamChunk<K extends StreamName> =
  HostContract[K] extends StreamSpec<z.ZodType, infer C> ? z.output<C> : never;

export interface HostLink {
  readonly client: HostClient;
  /** Follows a stream until the returned function is called, over reconnects. */
  subscribe<K extends StreamName>(
    name: K,
    input: StreamInput<K>,
    onChunk: (chunk: StreamChunk<K>) => void,
    onError?: (error: FigscopeError) => void,
  ): () => void;
  /** Looks for the host at once instead of after the next pause. */
  retry(): void;
}

let bound: HostLink | undefined;

export function bindHost(link: HostLink): void {
  bound = link;
}

function link(): HostLink {
  if (bound) return bound;
  throw new FigscopeError('unavailable', {
    message: 'The window is not connected to its host yet.',
    remedy: 'Wait a moment; if it stays so, start Figscope again.',
  });
}

/** Calls of the contract: `await host()['corpus.query']({ ... })`. */
export const host = (): HostClient => link().client;

/** Follows a stream of the contract; see HostLink. */
export const follow: HostLink['subscribe'] = (name, input, onChunk, onError) =>
  link().subscribe(name, input, onChunk, onError);

/** Looks for the host at once: for a person who does not want to wait. */
export const retryLink = (): void => link().retry();
