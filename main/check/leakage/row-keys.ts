/** Keys of every row of a corpus: made where they are new, read where they are known. */
import { join } from 'node:path';
import { arrivedRows } from '#main/store/arrived-images.ts';
import { bytesOf, numberOf, textOf } from '#main/store/cells.ts';
import { readMeta } from '#main/store/meta.ts';
import type { OpenContext } from '../context.ts';
import { number } from '../findings.ts';
import { breathe, type Budget, type Step } from '../pace.ts';
import { captionKeys, bands } from './caption-keys.ts';
import { blockRows, KeyFile } from './key-file.ts';

export const keysFileName = 'fingerprints.bin';

/** Places of the keys in a row. */
export const field = {
  article: 0,
  split: 1,
  /** First eight bytes of the hash of the image. */
  image: 2,
  /** Of the caption as it was published: two for equality, then the bands. */
  caption: 4,
  bands: 6,
} as const;
const fields = field.bands + bands;

export interface RowKeys extends Disposable {
  /** Rows that have keys; fewer than the corpus when the time was up. */
  readonly rows: number;
  /** [rows]: one key of every row. */
  column(field: number): Uint32Array;
}

/** Makes the keys of rows that have none yet, until the budget is spent, and returns all there are. */
export async function* rowKeys(context: OpenContext, budget: Budget): AsyncGenerator<Step, RowKeys> {
  const { folder, database, rows, signal } = context;
  const file = new KeyFile(join(folder, keysFileName), readMeta(database)?.corpus ?? '', fields);
  try {
    const select = database.prepare(
      `SELECT f.id, f.aid, f.split, f.sha256, coalesce(c.original, f.caption) AS caption
       FROM figure f LEFT JOIN curation c ON c.id = f.id WHERE f.id BETWEEN ? AND ?`,
    );
    const block = new Uint32Array(fields * blockRows);
    const row = new Uint32Array(2 + bands);
    let known = Math.min(rows, file.rows);
    let tail: Uint32Array | undefined;
    while (known < rows && !budget.isSpent) {
      block.fill(0);
      for (const found of select.all(known, Math.min(rows, known + blockRows) - 1)) {
        const at = numberOf(found['id']) - known;
        const sha256 = bytesOf(found['sha256']);
        const hash = new DataView(sha256.buffer, sha256.byteOffset, sha256.byteLength);
        const set = (place: number, value: number): void => void (block[place * blockRows + at] = value);
        set(field.article, numberOf(found['aid']));
        set(field.split, numberOf(found['split']) + 1);
        set(field.image, hash.getUint32(0));
        set(field.image + 1, hash.getUint32(4));
        captionKeys(textOf(found['caption']), row);
        row.forEach((key, index) => set(field.caption + index, key));
      }
      // The last block is not full: it stays in memory, and is made again next time.
      if (known + blockRows > rows) {
        tail = block;
        break;
      }
      file.append(block);
      known += blockRows;
      yield { detail: `Fingerprints: ${number(known)} of ${number(rows)} rows`, fraction: known / rows };
      await breathe(signal);
    }
    const covered = tail ? rows : known;
    const edited = editedKeys(context, covered);
    return {
      rows: covered,
      column: (place) => {
        const column = new Uint32Array(covered);
        file.column(place, column);
        if (tail) column.set(tail.subarray(place * blockRows, place * blockRows + covered - known), known);
        if (place === field.image || place === field.image + 1)
          setArrivedKeys(context, column, 4 * (place - field.image));
        if (place >= field.caption)
          for (const [id, keys] of edited) column[id] = keys[place - field.caption] ?? 0;
        return column;
      },
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  } catch (thrown) {
    file[Symbol.dispose]();
    throw thrown;
  }
}

/** Images that came off a server since have another hash; the keys of their rows may be older. */
function setArrivedKeys({ database }: OpenContext, column: Uint32Array, offset: number): void {
  const select = database.prepare('SELECT id, sha256 FROM figure WHERE id BETWEEN ? AND ?');
  for (const { first, last } of arrivedRows(database, 0))
    for (const found of select.iterate(first, Math.min(last, column.length - 1))) {
      const sha256 = bytesOf(found['sha256']);
      column[numberOf(found['id'])] = new DataView(sha256.buffer, sha256.byteOffset).getUint32(offset);
    }
}

/** Captions that a person has edited: few, and made anew each time, for they change. */
function editedKeys({ database }: OpenContext, rows: number): Map<number, Uint32Array> {
  const edited = new Map<number, Uint32Array>();
  const select = database.prepare(
    'SELECT c.id, f.caption FROM curation c JOIN figure f ON f.id = c.id WHERE c.original IS NOT NULL AND c.id < ?',
  );
  for (const found of select.iterate(rows)) {
    const keys = new Uint32Array(2 + bands);
    captionKeys(textOf(found['caption']), keys);
    edited.set(numberOf(found['id']), keys);
  }
  return edited;
}
