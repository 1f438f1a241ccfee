/** Reads a corpus from another process: pairs to train on, rows to embed. Never writes, holds no lock between pages. */
import { curationStatuses, splitNames, type ImageSource, type SplitName } from '#app/domain/figure.ts';
import { bytesOf, numberOf, optionalNumber, textOf, type Cell } from './cells.ts';
import { openDatabase } from './database.ts';
import { imageSourceOf } from './figure-detail.ts';
import { withStoreErrors } from './store-error.ts';
import { hexOf } from './summaries.ts';

export interface CorpusRow {
  readonly id: number;
  /** The effective caption, edits included. */
  readonly caption: string;
  readonly sha256: string;
  readonly source: ImageSource;
}

export interface CorpusReader extends Disposable {
  /** Figures of the corpus when it was asked. */
  readonly count: number;
  /** Rows from an id on, in row order. */
  rows(fromId?: number): Iterable<CorpusRow>;
  /** Figures with a caption, of one split or of all, without those that a person rejected; in row order. */
  pairs(split?: SplitName): Iterable<CorpusRow>;
  close(): void;
}

const rowsPerPage = 1000;
const rejectedStatus = curationStatuses.indexOf('rejected');

/** Opens the corpus in a folder for reading. Throws not-found when there is none, unsupported for a newer one. */
export function openCorpusReader(corpusFolder: string): CorpusReader {
  const database = openDatabase(corpusFolder, 'read');
  const cells = 'f.id, f.caption, f.sha256, f.source_kind, f.source_path, f.source_offset, f.source_size';
  const everyRow = database.prepare(
    `SELECT ${cells} FROM figure f WHERE f.id >= ? ORDER BY f.id LIMIT ${rowsPerPage}`,
  );
  const somePairs = database.prepare(
    `SELECT ${cells} FROM figure f LEFT JOIN curation c ON c.id = f.id
     WHERE f.id >= ?1 AND f.words > 0 AND (?2 < 0 OR f.split = ?2) AND coalesce(c.status, 0) <> ${rejectedStatus}
     ORDER BY f.id LIMIT ${rowsPerPage}`,
  );

  function* pages(firstId: number, pageFrom: (id: number) => Record<string, Cell>[]): Generator<CorpusRow> {
    for (let from = firstId; ; ) {
      const page = withStoreErrors('read the corpus', () => pageFrom(from));
      for (const row of page) yield rowOf(corpusFolder, row);
      if (page.length < rowsPerPage) return;
      from = numberOf(page[page.length - 1]['id']) + 1;
    }
  }

  return {
    get count() {
      return 1 + (optionalNumber(database.prepare('SELECT max(id) AS id FROM figure').get()?.['id']) ?? -1);
    },
    rows: (fromId = 0) => pages(fromId, (id) => everyRow.all(id)),
    pairs: (split) => {
      const code = split === undefined ? -1 : splitNames.indexOf(split);
      return pages(0, (id) => somePairs.all(id, code));
    },
    close: () => database.close(),
    [Symbol.dispose]: () => database.close(),
  };
}

function rowOf(corpusFolder: string, row: Readonly<Record<string, Cell>>): CorpusRow {
  const sha256 = hexOf(bytesOf(row['sha256']));
  return {
    id: numberOf(row['id']),
    caption: textOf(row['caption']),
    sha256,
    source: imageSourceOf(corpusFolder, sha256, row),
  };
}
