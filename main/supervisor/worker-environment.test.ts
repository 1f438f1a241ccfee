import { expect, it } from 'vitest';
import { workerEnvironment } from './worker-environment.ts';

it.each([
  [2, '4'],
  [8, '8'],
  [128, '16'],
])('gives the pool of a worker on %i cores %s threads', (cores, threads) => {
  expect(workerEnvironment(cores)).toEqual({ UV_THREADPOOL_SIZE: threads });
});
