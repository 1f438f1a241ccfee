/** Everything the window and the command line can ask of the host. */
import { corpusContract } from './corpus.ts';
import { corpusWorkContract } from './corpus-work.ts';
import { engineContract } from './engines.ts';
import { importContract } from './imports.ts';
import { modelContract } from './models.ts';
import { retrievalContract } from './retrieval.ts';
import { runContract } from './runs.ts';
import { systemContract } from './system.ts';

/** Raised with every incompatible change; peers of different versions refuse each other. */
export const contractVersion = 1;

export const hostContract = {
  ...systemContract,
  ...corpusContract,
  ...corpusWorkContract,
  ...engineContract,
  ...importContract,
  ...modelContract,
  ...retrievalContract,
  ...runContract,
} as const;
export type HostContract = typeof hostContract;

export { dataContract, type DataContract } from './data-worker.ts';
export { computeContract, type ComputeContract } from './compute-worker.ts';
export { imageContract, type ImageContract } from './image-worker.ts';
