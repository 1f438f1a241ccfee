/** The images that a corpus has of an article, so that an import of a later version fetches only what has changed. */
import type { ImageInfo } from '#app/domain/figure.ts';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bytesOf, numberOf, textOf } from './cells.ts';
import { sourceAt } from './image-location.ts';

export class LocalImages {
  readonly #folder: string;
  readonly #select: StatementSync;

  constructor(database: DatabaseSync, corpusFolder: string) {
    this.#folder = corpusFolder;
    this.#select = database.prepare(
      `SELECT f.sha256, f.width, f.height, f.format, f.size_bytes, f.source_kind, f.source_path, f.source_offset,
         f.source_size FROM article a JOIN figure f ON f.aid = a.aid
       WHERE a.key = ? AND f.source_kind IN ('blob', 'file', 'tar') ORDER BY f.id`,
    );
  }

  /** Of the figures of an article in their order, those whose image is on this machine. */
  of(articleKey: string): readonly ImageInfo[] {
    return this.#select.all(articleKey).map((row) => {
      const sha256 = Buffer.from(bytesOf(row['sha256'])).toString('hex');
      const { source_kind: kind, source_path: path, source_offset: offset, source_size: size } = row;
      return {
        sha256,
        width: numberOf(row['width']),
        height: numberOf(row['height']),
        format: textOf(row['format']),
        sizeBytes: numberOf(row['size_bytes']),
        source: sourceAt(this.#folder, sha256, [kind, path, offset, size]),
      };
    });
  }
}
