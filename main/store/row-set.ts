/** A growing set of row ids: bitmaps of 65,536 rows each, made where there is a member. Holds the rows of one tag. */

const rowsPerBlock = 65_536;

export class RowSet {
  readonly #blocks = new Map<number, Uint8Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    const block = this.#blocks.get(Math.floor(row / rowsPerBlock));
    const place = row % rowsPerBlock;
    return block !== undefined && (block[place >> 3] & (1 << (place & 7))) !== 0;
  }

  add(row: number): void {
    const number = Math.floor(row / rowsPerBlock);
    const block = this.#blocks.get(number) ?? new Uint8Array(rowsPerBlock / 8);
    this.#blocks.set(number, block);
    const place = row % rowsPerBlock;
    const before = block[place >> 3];
    const after = before | (1 << (place & 7));
    if (after !== before) this.#size += 1;
    block[place >> 3] = after;
  }

  delete(row: number): void {
    if (!this.has(row)) return;
    const block = this.#blocks.get(Math.floor(row / rowsPerBlock));
    const place = row % rowsPerBlock;
    if (block) block[place >> 3] &= ~(1 << (place & 7));
    this.#size -= 1;
  }

  /** Calls `visit` for every member, block by block. */
  forEach(visit: (row: number) => void): void {
    for (const [number, block] of this.#blocks) {
      block.forEach((bits, byte) => {
        for (let rest = bits; rest !== 0; rest &= rest - 1) {
          visit(number * rowsPerBlock + byte * 8 + (31 - Math.clz32(rest & -rest)));
        }
      });
    }
  }
}
