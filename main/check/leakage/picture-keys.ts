/** Fingerprints of the pictures of a corpus: made by a full check, read by a quick one. */
import { join } from 'node:path';
import { arrivedRows } from '#main/store/arrived-images.ts';
import { bytesOf } from '#main/store/cells.ts';
import { sourceAt } from '#main/store/image-location.ts';
import { readMeta } from '#main/store/meta.ts';
import { pictureHash } from '#main/images/picture-hash.ts';
import { readImageBytes } from '#main/images/read-image.ts';
import type { OpenContext } from '../context.ts';
import { number } from '../findings.ts';
import { breathe, type Step } from '../pace.ts';
import { blockRows, KeyFile } from './key-file.ts';

export const picturesFileName = 'picture-fingerprints.bin';
const fields = 4;
const decodedTogether = 4;

export interface PictureKeys extends Disposable {
  /** Rows that were looked at. */
  readonly rows: number;
  /** [rows]: one of the four words of the fingerprint; all zero for a picture without one. */
  column(field: number): Uint32Array;
}

export async function* pictureKeys(context: OpenContext): AsyncGenerator<Step, PictureKeys> {
  const { folder, database, rows, depth, signal } = context;
  const file = new KeyFile(join(folder, picturesFileName), readMeta(database)?.corpus ?? '', fields);
  try {
    const hashes = new PictureReader(context);
    let tail: Uint32Array | undefined;
    let known = Math.min(rows, file.rows);
    if (depth === 'full') yield* takeArrived(context, file, hashes);
    while (depth === 'full' && known < rows) {
      const block = new Uint32Array(fields * blockRows);
      const last = Math.min(rows, known + blockRows) - 1;
      for (let first = known; first <= last; first += decodedTogether) {
        const together = Array.from(
          { length: Math.min(decodedTogether, last - first + 1) },
          (_, at) => first + at,
        );
        const found = await Promise.all(together.map((row) => hashes.of(row)));
        found.forEach((hash, at) =>
          hash?.forEach((word, index) => void (block[index * blockRows + first - known + at] = word)),
        );
        await breathe(signal);
        yield {
          detail: `Pictures: ${number(first)} of ${number(rows)} fingerprints`,
          fraction: first / rows,
        };
      }
      if (known + blockRows > rows) {
        tail = block;
        break;
      }
      file.append(block);
      known += blockRows;
    }
    return {
      rows: tail ? rows : known,
      column: (field) => {
        const column = new Uint32Array(tail ? rows : known);
        file.column(field, column);
        if (tail) column.set(tail.subarray(field * blockRows, field * blockRows + rows - known), known);
        return column;
      },
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  } catch (thrown) {
    file[Symbol.dispose]();
    throw thrown;
  }
}

/** Pictures that were on a server when their block was written, and are here by now. */
async function* takeArrived(
  { database, signal }: OpenContext,
  file: KeyFile,
  hashes: PictureReader,
): AsyncGenerator<Step> {
  for (const { first, last } of arrivedRows(database, 0))
    for (let index = Math.floor(first / blockRows); index * blockRows <= last; index += 1) {
      const block = file.block(index);
      if (!block) break;
      const start = index * blockRows;
      let isNew = false;
      for (let row = Math.max(first, start); row <= Math.min(last, start + blockRows - 1); row += 1) {
        const place = (word: number): number => word * blockRows + row - start;
        if ([0, 1, 2, 3].some((word) => block[place(word)] !== 0)) continue;
        const hash = await hashes.of(row);
        hash?.forEach((word, at) => void (block[place(at)] = word));
        isNew ||= hash !== undefined;
        await breathe(signal);
      }
      if (isNew) file.replace(index, block);
      yield { detail: `Pictures: ${number(last)}, fetched since`, fraction: 0 };
    }
}

class PictureReader {
  readonly #folder: string;
  readonly #select;

  constructor({ database, folder }: OpenContext) {
    this.#folder = folder;
    this.#select = database.prepare(
      'SELECT sha256, source_kind, source_path, source_offset, source_size FROM figure WHERE id = ?',
    );
  }

  /** Undefined for a picture that is not there, cannot be decoded or shows nothing; others say so. */
  async of(row: number): Promise<readonly number[] | undefined> {
    const found = this.#select.get(row);
    if (!found) return undefined;
    const sha256 = Buffer.from(bytesOf(found['sha256'])).toString('hex');
    const { source_kind: kind, source_path: path, source_offset: offset, source_size: size } = found;
    const source = sourceAt(this.#folder, sha256, [kind, path, offset, size]);
    if (source.kind !== 'file' && source.kind !== 'tar' && source.kind !== 'blob') return undefined;
    try {
      return await pictureHash(await readImageBytes(source, this.#folder));
    } catch {
      return undefined;
    }
  }
}
