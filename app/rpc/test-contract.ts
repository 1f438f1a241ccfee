/** The contract and the handlers that the transport suite exercises. */
import * as z from 'zod';
import { FigscopeError } from '../util/error.ts';
import { call, type Contract, type Handlers, stream } from './define.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { type Message, parseMessage, protocolVersion } from './message.ts';
import { contractFingerprint } from './session.ts';
import type { Transport } from './transport.ts';

const float32 = z.instanceof(Float32Array);
const bytes = z.instanceof(Uint8Array);

export const suiteContract = {
  'test.double': call(z.object({ number: z.number().max(100) }), z.object({ number: z.number() })),
  'test.trim': call(z.object({ text: z.string().trim().default('none') }), z.string()),
  'test.fail': call(z.object({ how: z.enum(['typed', 'system', 'plain', 'unsendable']) }), z.unknown()),
  'test.wrongOutput': call(z.object({}), z.object({ count: z.number() })),
  'test.waitThenFail': call(z.object({}), z.null()),
  'test.wait': call(z.object({}), z.null()),
  'test.norms': call(z.object({ rows: float32, dimensions: z.number() }), z.object({ norms: float32 })),
  'test.echoBytes': call(z.object({ bytes }), z.object({ bytes })),
  'test.count': stream('log', z.object({ from: z.number(), to: z.number() }), z.number()),
  'test.countThenFail': stream('log', z.object({ to: z.number() }), z.number()),
  'test.rows': stream(
    'binary',
    z.object({ count: z.number() }),
    z.object({ row: z.number(), values: float32 }),
  ),
  'test.progress': stream('state', z.object({ to: z.number() }), z.object({ done: z.number() })),
  'test.silence': stream('log', z.object({}), z.number()),
  'test.unsendableChunk': stream('log', z.object({}), z.unknown()),
  'test.wrongChunk': stream('log', z.object({}), z.number()),
} satisfies Contract;

export type SuiteContract = typeof suiteContract;

/** What the handlers have seen, for tests to look at. */
export interface Observed {
  calls: number;
  produced: number;
  /** Requests whose signal was aborted. */
  aborted: number;
  /** Streams whose cleanup ran. */
  cleaned: number;
}

export function suiteHandlers(): { handlers: Handlers<SuiteContract>; observed: Observed } {
  const observed: Observed = { calls: 0, produced: 0, aborted: 0, cleaned: 0 };
  const untilAborted = (signal: AbortSignal): Promise<null> =>
    new Promise((resolve) => {
      const onAbort = () => {
        observed.aborted += 1;
        resolve(null);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });

  async function* count(from: number, to: number) {
    try {
      for (let number = from; number < to; number += 1) {
        observed.produced += 1;
        yield number;
      }
    } finally {
      observed.cleaned += 1;
    }
  }

  const handlers: Handlers<SuiteContract> = {
    'test.double': async ({ number }) => {
      observed.calls += 1;
      return { number: number * 2 };
    },
    'test.trim': async ({ text }) => text,
    'test.fail': async ({ how }) => {
      switch (how) {
        case 'typed':
          throw new FigscopeError('storage-full', {
            message: 'The disk is full.',
            remedy: 'Free some space.',
            facts: { path: '/data', freeBytes: 12 },
          });
        case 'system':
          throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
        case 'plain':
          throw new TypeError('undefined is not a function');
        case 'unsendable':
          return { map: new Map([['key', 1]]) };
      }
    },
    // Parsed like anything that arrives, so a handler of another version can be imitated without a cast.
    'test.wrongOutput': async () => JSON.parse('{"count":"three"}'),
    'test.wait': (_input, { signal }) => untilAborted(signal),
    'test.waitThenFail': async (_input, { signal }) => {
      await untilAborted(signal);
      throw new FigscopeError('conflict', 'It was too late.');
    },
    'test.norms': async ({ rows, dimensions }) => {
      const norms = new Float32Array(rows.length / dimensions); // [rows]
      for (const [index, value] of rows.entries()) norms[Math.floor(index / dimensions)]! += value * value;
      return { norms: norms.map(Math.sqrt) };
    },
    'test.echoBytes': async ({ bytes }) => ({ bytes }),
    'test.count': ({ from, to }) => count(from, to),
    'test.countThenFail': async function* ({ to }) {
      yield* count(0, to);
      throw new FigscopeError('conflict', 'Counted enough.');
    },
    'test.rows': async function* ({ count: rowCount }) {
      for await (const row of count(0, rowCount)) yield { row, values: new Float32Array([row, Number.NaN]) };
    },
    'test.progress': async function* ({ to }) {
      for await (const done of count(0, to)) yield { done: done + 1 };
    },
    'test.silence': async function* (_input, { signal }) {
      try {
        yield 0;
        await untilAborted(signal);
      } finally {
        observed.cleaned += 1;
      }
    },
    'test.unsendableChunk': async function* () {
      try {
        yield 1;
        yield new Map();
        yield 3;
      } finally {
        observed.cleaned += 1;
      }
    },
    'test.wrongChunk': async function* () {
      try {
        yield 1;
        yield JSON.parse('"two"');
        yield 3;
      } finally {
        observed.cleaned += 1;
      }
    },
  };
  return { handlers, observed };
}

/** A peer that speaks single messages, to break the rules with. */
export function rawPeer(transport: Transport) {
  const received: Message[] = [];
  transport.onFrame((frame) => received.push(parseMessage(decodeFrame(frame))));
  const send = (message: Message) => transport.send(encodeFrame(message));
  const greet = () =>
    send({
      type: 'hello',
      protocol: protocolVersion,
      contract: contractFingerprint(suiteContract),
      version: '',
    });
  return { received, send, greet };
}

/** Reads a stream to its end. */
export async function readAll<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

/** A signal that was aborted before anybody saw it. */
export function abortedSignal(): AbortSignal {
  const abort = new AbortController();
  abort.abort();
  return abort.signal;
}
