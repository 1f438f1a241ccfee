/** What passes between the builder of an index and its threads. Matrices are shared memory, never copied. */
import * as z from 'zod';

const shared = z.instanceof(SharedArrayBuffer);

/** What a thread needs from the start. */
export const buildSettings = z.object({
  folder: z.string(),
  side: z.enum(['image', 'text']),
  dimension: z.number().int(),
  rows: z.number().int(),
  seed: z.number().int(),
  lists: z.number().int(),
  /** Where codes go, in the order of blocks. */
  codesPath: z.string(),
  /** [samples] uint32: rows of the file. */
  sampleRows: shared,
  /** [samples, width] int16, rotated, in units of 2^-14. */
  sample: shared,
  /** [samples] uint32: list of each sample. */
  sampleLists: shared,
  /** [samples] uint32: samples by list, those of list i from sampleStarts[i] on. */
  sampleOrder: shared,
  /** [lists + 1] uint32 */
  sampleStarts: shared,
  /** [lists, width] int16 */
  centroids: shared,
  /** [rows] uint16: list of each row, or `noList`. */
  listOf: shared,
  /** [queries, width] int16, rotated. */
  queries: shared,
  /** [queries] int32: the row that a query is, or -1. */
  queryRows: shared,
});
export type BuildSettings = z.infer<typeof buildSettings>;

/** Stands for the list of a row without a vector. */
export const noList = 0xffff;
/** Rows that are encoded together, and whose codes lie together in the file of codes. */
export const blockRows = 16_384;
/** Shares of rows for which recall is measured. */
export const measuredShares = [1, 0.1, 0.01, 0.002] as const;
/** Rows noted per query and share; more than recall looks at, as products of fixed point may be off in the last place. */
export const notedNeighbours = 128;

const range = { first: z.number().int(), end: z.number().int() };
export const buildTask = z.discriminatedUnion('kind', [
  /** Read and rotate samples. */
  z.object({ kind: z.literal('sample'), ...range }),
  /** Find the list of samples, with the centroids as they are in the round. */
  z.object({ kind: z.literal('assign'), round: z.number().int(), ...range }),
  /** Make the means of the samples of lists the new centroids. */
  z.object({ kind: z.literal('average'), ...range }),
  /** Assign and encode a block of rows, and compare them with the queries. */
  z.object({ kind: z.literal('encode'), round: z.number().int(), ...range }),
  /** Answer with the best neighbours of the queries that this thread has seen. */
  z.object({ kind: z.literal('neighbours') }),
]);
export type BuildTask = z.infer<typeof buildTask>;

export const buildAnswer = z.object({
  /** [measuredShares][queries]: rows and their products. */
  neighbours: z
    .array(z.array(z.object({ ids: z.instanceof(Uint32Array), scores: z.instanceof(Float32Array) })))
    .optional(),
});
export type BuildAnswer = z.infer<typeof buildAnswer>;

/** Whether a row belongs to the share of rows that a measurement lets through. */
export const isInShare = (row: number, share: number): boolean =>
  Math.imul(row + 1, 0x9e3779b1) >>> 0 < share * 2 ** 32;
