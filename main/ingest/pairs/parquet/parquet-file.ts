/** A Parquet file: its bytes on demand, and its table of contents, checked before anything is believed. */
import { open } from 'node:fs/promises';
import { parquetMetadata, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { reasonOf } from '../../rejections.ts';
import type { SourceFile } from '../../tree.ts';

const magic = 'PAR1';
const encryptedMagic = 'PARE';

/** The table of contents of a file with a million column chunks is smaller. */
const largestFooterBytes = 256 * 2 ** 20;

/** A member of an archive has to be held whole. */
const largestMemberBytes = 512 * 2 ** 20;

/** More rows than this in a group are not believed: each costs memory before it is known to be there. */
const mostRowsPerGroup = 5_000_000;

export interface ParquetFile extends AsyncDisposable {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

export type OpenedParquet = { readonly file: ParquetFile } | { readonly problem: string };

/** Whether bytes begin as Parquet does. */
export const beginsAsParquet = (head: Uint8Array): boolean => {
  const word = textOf(head.subarray(0, 4));
  return word === magic || word === encryptedMagic;
};

/** Opens a file, or says in a sentence why it cannot be read. */
export async function openParquet(table: SourceFile): Promise<OpenedParquet> {
  if (table.path === undefined && table.sizeBytes > largestMemberBytes) {
    return { problem: 'A Parquet file inside an archive can have up to 512 MiB; unpack the archive first.' };
  }
  const { buffer, close } =
    table.path === undefined ? await memoryBuffer(table) : await diskBuffer(table.path);
  try {
    const opened = await readFooter(buffer);
    if ('metadata' in opened) {
      return { file: { buffer, metadata: opened.metadata, [Symbol.asyncDispose]: close } };
    }
    await close();
    return opened;
  } catch (thrown) {
    await close();
    return { problem: `The table of contents of the Parquet file is damaged: ${reasonOf(thrown)}.` };
  }
}

async function readFooter(
  buffer: AsyncBuffer,
): Promise<{ readonly metadata: FileMetaData } | { readonly problem: string }> {
  const cutOff = 'The Parquet file is cut off: its table of contents, which comes last, is not there.';
  if (buffer.byteLength < 12) return { problem: cutOff };
  const tail = new Uint8Array(await buffer.slice(buffer.byteLength - 8, buffer.byteLength));
  const word = textOf(tail.subarray(4));
  if (word === encryptedMagic) return { problem: 'The Parquet file is encrypted.' };
  if (word !== magic) return { problem: cutOff };
  const footerBytes = new DataView(tail.buffer).getUint32(0, true);
  if (footerBytes > buffer.byteLength - 12 || footerBytes > largestFooterBytes) {
    return { problem: 'The table of contents of the Parquet file has an impossible length.' };
  }
  const footer = await buffer.slice(buffer.byteLength - 8 - footerBytes, buffer.byteLength);
  const metadata = parquetMetadata(footer, { geoparquet: false });
  return { metadata };
}

/** Why a row group cannot be what the table of contents says; undefined when it can. */
export function groupObjection(
  { columns, num_rows: rows }: FileMetaData['row_groups'][number],
  fileBytes: number,
): string | undefined {
  if (rows < 0n || rows > mostRowsPerGroup) {
    return `It is said to have ${rows.toLocaleString('en')} rows; up to ${mostRowsPerGroup.toLocaleString('en')} can be read at once. Write the file with smaller row groups.`;
  }
  for (const { meta_data: chunk, file_path: elsewhere } of columns) {
    if (elsewhere) return 'Its columns are in other files.';
    if (!chunk) return 'The place of its columns is not given.';
    const start = chunk.dictionary_page_offset ?? chunk.data_page_offset;
    if (start < 0n || chunk.total_compressed_size < 0n || start + chunk.total_compressed_size > fileBytes) {
      return 'Its columns reach beyond the end of the file.';
    }
  }
  return undefined;
}

async function memoryBuffer(table: SourceFile): Promise<{ buffer: AsyncBuffer; close: () => Promise<void> }> {
  const bytes = await table.read();
  const buffer: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (start, end) => copied(bytes.subarray(start, end)),
  };
  return { buffer, close: () => Promise.resolve() };
}

async function diskBuffer(path: string): Promise<{ buffer: AsyncBuffer; close: () => Promise<void> }> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const buffer: AsyncBuffer = {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) throw new Error('the file ends too early');
        filled += bytesRead;
      }
      return bytes.buffer;
    },
  };
  return { buffer, close: () => file.close() };
}

const copied = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
