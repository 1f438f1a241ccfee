/** Entry of the compute worker: the only process that loads an engine. */
import { computeContract, contractVersion } from '#app/contract/index.ts';
import { computeHandlers } from './compute/handlers.ts';
import { serveWorker } from './serve-worker.ts';

const { handlers, stopTraining } = computeHandlers({ threads: Number(process.env['FIGSCOPE_THREADS'] ?? 0) });
serveWorker(computeContract, handlers, { version: String(contractVersion), onStop: stopTraining });
