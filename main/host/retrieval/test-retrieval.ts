/** For tests: a whole request from a part of one, and a desk whose model knows one vector. */
import * as z from 'zod';
import { computeContract, hostContract } from '#app/contract/index.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serveByName } from '#app/rpc/peer.ts';
import type { Desk } from '../engines/compute-desk.ts';

export { dataContract, type DataContract } from '#app/contract/index.ts';

type Input = z.input<(typeof hostContract)['retrieval.search']['input']>;

export const retrievalInput = {
  /** With the defaults of the contract. */
  request: (part: Omit<Input, 'corpus'>) =>
    hostContract['retrieval.search'].input.parse({ corpus: 'test', ...part }),

  desk: (vector: Float32Array, passport: unknown): Desk => {
    const [near, far] = memoryTransportPair();
    serveByName(
      far,
      computeContract,
      new Map<string, unknown>([
        [
          'compute.encode',
          async () => ({ dimension: vector.length, vectors: vector, tokens: [], logitScale: 1, passport }),
        ],
        ['compute.tokenCut', async () => ({ contextLength: 64, tokens: 12, cuts: [] })],
      ]),
    );
    return {
      client: connect(near, computeContract),
      compute: { engine: 'onnxruntime', device: 'cpu', precision: 'fp32' },
    };
  },
};
