/** A file that torch.save wrote: what its pickle says, and where its storages lie. Tensors stay in the file. */
import type { PickleValue } from './pickle-values.ts';

export interface TorchFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly root: PickleValue;
  /** By the key of the storage. */
  readonly places: ReadonlyMap<string, StoragePlace>;
}

export interface StoragePlace {
  /** From the start of the file. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/**
 * Longest pickle that is read. BiomedCLIP's has about 50 kB, with the optimizer's state 150 kB; tensors are not in it, so a
 * long one holds something else.
 */
export const LONGEST_PICKLE_BYTES = 2 ** 24;
