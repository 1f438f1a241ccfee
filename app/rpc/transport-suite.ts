/**
 * The one suite that every transport's test runs: `describeTransport('WebSocket', makePair)`.
 * Tests are named by the rules of SPEC.md.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import { describeCalls } from './calls-suite.ts';
import { describeSessions } from './sessions-suite.ts';
import { describeStreams } from './streams-suite.ts';
import { describeFrames } from './frames-suite.ts';
import type { Transport } from './transport.ts';

/** Two connected transports; `left` is given to the answering side. */
export interface TransportPair {
  readonly left: Transport;
  readonly right: Transport;
  /** Frees what the pair needed: servers, processes. */
  readonly dispose?: () => void | Promise<void>;
}

/** The pair of the running test. */
export type CurrentPair = () => TransportPair;

export function describeTransport(
  name: string,
  makePair: () => TransportPair | Promise<TransportPair>,
): void {
  describe(`rpc over ${name}`, () => {
    let pair: TransportPair;
    const current: CurrentPair = () => pair;

    beforeEach(async () => {
      pair = await makePair();
    });
    afterEach(async () => {
      pair.left.close();
      pair.right.close();
      await pair.dispose?.();
    });

    describeFrames(current);
    describeSessions(current);
    describeCalls(current);
    describeStreams(current);
  });
}
