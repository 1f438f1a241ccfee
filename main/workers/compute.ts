/** Entry of the compute worker: the only process that loads an engine. */
import { computeContract, contractVersion } from '#app/contract/index.ts';
import { computeHandlers } from './compute/handlers.ts';
import { serveWorker } from './serve-worker.ts';

const { FIGSCOPE_THREADS, FIGSCOPE_ENGINES, FIGSCOPE_GRAPH_CACHE } = process.env;
const { handlers, stopTraining } = computeHandlers({
  threads: Number(FIGSCOPE_THREADS ?? 0),
  ...(FIGSCOPE_ENGINES ? { enginesFolder: FIGSCOPE_ENGINES } : {}),
  ...(FIGSCOPE_GRAPH_CACHE ? { cacheFolder: FIGSCOPE_GRAPH_CACHE } : {}),
});
serveWorker(computeContract, handlers, { version: String(contractVersion), onStop: stopTraining });
