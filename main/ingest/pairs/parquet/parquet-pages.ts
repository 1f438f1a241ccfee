/**
 * Where the pages of a column chunk begin, found by going from header to header. Few writers say it themselves, and
 * without it a row group could only be read whole. What the headers promise is checked on the way.
 */
import type { AsyncBuffer, ColumnMetaData } from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import * as z from 'zod';

export interface PageLocation {
  readonly offset: bigint;
  readonly compressed_page_size: number;
  readonly first_row_index: bigint;
}

export interface ColumnPages {
  readonly pages: readonly PageLocation[];
  /** Unpacked bytes of each page. */
  readonly unpackedBytes: readonly number[];
  /** Undefined for a list in pages of the first version, which do not count rows. */
  readonly rows: number | undefined;
}

/** A page is held whole, packed and unpacked. */
const largestPageBytes = 2 ** 30;

/** A header; with long statistics it is read again, longer. */
const headerBytes = [256, 64 * 1024];

const kinds = { dataPage: 0, dictionaryPage: 2, dataPageV2: 3 } as const;
const size = z.number().int().min(0).max(largestPageBytes);
const count = z.number().int().min(0);
// Numbers of the fields in parquet.thrift: PageHeader.
const pageHeader = z.object({
  field_1: z.number().int(),
  field_2: size,
  field_3: size,
  field_5: z.object({ field_1: count }).optional(),
  field_7: z.object({ field_1: count }).optional(),
  field_8: z.object({ field_1: count, field_3: count }).optional(),
});

/** Throws an Error with a short reason when the chunk is damaged or a page too large. */
export async function columnPages(
  file: AsyncBuffer,
  chunk: ColumnMetaData,
  isList: boolean,
): Promise<ColumnPages> {
  let offset = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = offset + Number(chunk.total_compressed_size);
  const pages: PageLocation[] = [];
  const unpackedBytes: number[] = [];
  let values = 0;
  let rows: number | undefined = 0;
  while (offset < end && BigInt(values) < chunk.num_values) {
    const { header, length } = await readHeader(file, offset, end);
    const pageBytes = length + header.field_3;
    if (offset + pageBytes > end) throw new Error('a page reaches beyond its column');
    if (header.field_1 === kinds.dataPage || header.field_1 === kinds.dataPageV2) {
      const inPage = header.field_5?.field_1 ?? header.field_8?.field_1;
      if (inPage === undefined) throw new Error('a page does not say how many values it has');
      pages.push({
        offset: BigInt(offset),
        compressed_page_size: pageBytes,
        first_row_index: BigInt(rows ?? 0),
      });
      unpackedBytes.push(header.field_2);
      values += inPage;
      const rowsInPage: number | undefined = isList ? header.field_8?.field_3 : inPage;
      rows = rows === undefined || rowsInPage === undefined ? undefined : rows + rowsInPage;
    } else if (header.field_1 === kinds.dictionaryPage) {
      const most = chunk.num_values;
      if (BigInt(header.field_7?.field_1 ?? 0) > most)
        throw new Error('a dictionary is longer than its column');
    }
    offset += pageBytes;
  }
  if (BigInt(values) !== chunk.num_values) throw new Error('pages are missing');
  return { pages, unpackedBytes, rows };
}

async function readHeader(
  file: AsyncBuffer,
  offset: number,
  end: number,
): Promise<{ header: z.infer<typeof pageHeader>; length: number }> {
  for (const bytes of headerBytes) {
    const view = new DataView(await file.slice(offset, Math.min(end, offset + bytes)));
    const reader = { view, offset: 0 };
    let header: unknown;
    try {
      header = deserializeTCompactProtocol(reader);
    } catch {
      // Longer than what was read, or damaged: the next length tells.
      continue;
    }
    const { success, data } = pageHeader.safeParse(header);
    if (!success) throw new Error('the header of a page is damaged or the page is larger than 1 GiB');
    return { header: data, length: reader.offset };
  }
  throw new Error('the header of a page is damaged');
}
