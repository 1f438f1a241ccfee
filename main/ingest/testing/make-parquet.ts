/** Writes small Parquet files, and spoils them. */
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';

export const makeParquet = (columns: ColumnSource[], rowGroupSize = 1000): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData: columns, rowGroupSize }));

/** The file without some bytes of its first page; its table of contents is there, and says where they were. */
export function withoutBytes(file: Uint8Array, start: number, count: number): Uint8Array {
  const footer = new DataView(file.buffer, file.byteOffset).getUint32(file.length - 8, true) + 8;
  const pages = Buffer.from(file.subarray(0, file.length - footer));
  const cut = Buffer.concat([pages.subarray(0, start), pages.subarray(start + count), Buffer.alloc(count)]);
  return Buffer.concat([cut, file.subarray(file.length - footer)]);
}
