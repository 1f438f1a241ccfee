/** What the two sides of an embedding hand to the loop that writes, and how rows are grouped. */

/** A batch that the engine is done with. */
export interface EmbeddedRows {
  /** Rows that it had. */
  readonly rows: number;
  /** Everything up to here that was not handed over yet, in row order; absent while rows before it are missing. */
  readonly finished?: FinishedRows;
}

export interface FinishedRows {
  /** [rows, embed], L2-normalised; a row that could not be embedded is zero. */
  readonly features: Float32Array;
  readonly failed: readonly { readonly id: number; readonly reason: string }[];
}

export function* inGroups<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let group: T[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
