/** Variables that every worker starts with, unless its user or its owner says otherwise. */
import { availableParallelism } from 'node:os';

/** What Node's pool has by itself. */
const defaultPoolThreads = 4;
const mostPoolThreads = 16;

/**
 * Images are decoded and files read by Node's pool of four threads: on a machine with more cores it gets as many as
 * there are. It must be known before a process starts.
 */
export const workerEnvironment = (cores = availableParallelism()): Record<string, string> => ({
  UV_THREADPOOL_SIZE: String(Math.max(defaultPoolThreads, Math.min(mostPoolThreads, cores))),
});
