/** A real worker for the supervisor's tests; what it does is decided by its environment and by calls. */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { workerContract } from '#app/rpc/worker-contract.ts';
import { FigscopeError } from '#app/util/error.ts';
import { reportStep } from '#main/workers/heartbeat.ts';
import { serveWorker } from '#main/workers/serve-worker.ts';

export const testWorkerContract = {
  ...workerContract,
  'test.echo': call(z.object({ values: z.instanceof(Float32Array) }), z.instanceof(Float32Array)),
  'test.never': call(z.object({}), z.null()),
  'test.count': stream('log', z.object({ to: z.number() }), z.number()),
  'test.step': call(z.object({ step: z.number() }), z.null()),
  'test.die': call(z.object({ how: z.enum(['throw', 'abort', 'exit', 'reject', 'leave']) }), z.null()),
  /** Keeps the event loop busy. */
  'test.block': call(z.object({ forMs: z.number() }), z.null()),
  'test.print': call(z.object({ text: z.string() }), z.null()),
};

function start(): void {
  const behaviour = process.env['TEST_WORKER'] ?? 'serve';
  if (behaviour === 'throw') throw new Error('the model file is damaged');
  if (behaviour === 'hang') {
    setInterval(() => {}, 1000);
    return;
  }
  serveWorker(
    testWorkerContract,
    {
      'test.echo': async ({ values }) => values,
      'test.never': () => new Promise(() => {}),
      'test.count': async function* ({ to }) {
        for (let number = 0; number < to; number += 1) yield number;
      },
      'test.step': async ({ step }) => {
        reportStep(step);
        return null;
      },
      'test.die': async ({ how }) => {
        if (how === 'abort') process.abort();
        if (how === 'exit') process.exit(3);
        if (how === 'leave') process.exit(0);
        const error = new FigscopeError('out-of-memory', {
          message: 'No memory left.',
          facts: { device: 'cpu' },
        });
        if (how === 'reject') void Promise.reject(error);
        else
          setImmediate(() => {
            throw error;
          });
        return null;
      },
      'test.block': async ({ forMs }) => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
        return null;
      },
      'test.print': async ({ text }) => {
        process.stdout.write(text);
        process.stderr.write(text);
        return null;
      },
    },
    {
      version: process.env['TEST_WORKER_VERSION'] ?? '',
      onStop: async () => {
        if (behaviour === 'refuse-to-stop') await new Promise(() => {});
        process.stderr.write('checkpoint written\n');
      },
    },
  );
}

// The tests import the contract alone.
if (process.env['FIGSCOPE_WORKER_PIPE'] !== undefined || Reflect.has(process, 'parentPort')) start();
