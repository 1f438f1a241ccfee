/**
 * Parquet as Hugging Face datasets write and read it: a column `image` of { bytes, path } with the encoded file, and a
 * column for every other field. Row groups have at most 25,000 rows and 64 MiB, files about 512 MiB.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { PartFile } from '../part-file.ts';
import { parquetColumns, parquetSchema, datasetInfo } from './parquet-schema.ts';
import type { FormatPlace, FormatWriter } from '../format-writer.ts';
import type { Sample } from '../sample.ts';

const rowsPerGroup = 25_000;
const bytesPerGroup = 64 * 2 ** 20;
const bytesPerFile = 512 * 2 ** 20;

/** An open file: what the library has encoded waits in `memory` until a row group is complete. */
interface OpenFile {
  readonly part: PartFile;
  readonly memory: ByteWriter;
  readonly writer: ParquetWriter;
}

/** A file can only be gone on with at its beginning: its table of contents comes last and is in memory until then. */
export function parquetWriter({ files, split, shard, parquetLimits }: FormatPlace): FormatWriter {
  const folder = split ?? 'all';
  const largest = { rowsPerGroup, bytesPerGroup, bytesPerFile, ...parquetLimits };
  let file: OpenFile | undefined;
  let rows: Sample[] = [];
  let rowBytes = 0;

  const nameOf = (index: number): string => `${folder}/part-${String(index).padStart(5, '0')}.parquet`;

  const writeGroup = async (): Promise<void> => {
    file ??= await openFile(await files.part(nameOf(shard.index)));
    const columnData = parquetColumns.map(({ valueOf, ...column }) => ({
      ...column,
      data: rows.map(valueOf),
    }));
    await file.writer.write({ columnData, rowGroupSize: rows.length });
    await drain(file);
    rows = [];
    rowBytes = 0;
  };

  const endFile = async (): Promise<void> => {
    if (rows.length > 0) await writeGroup();
    if (!file) return;
    await file.writer.finish();
    await drain(file);
    file = undefined;
    await files.finish(nameOf(shard.index), { figures: shard.figures, captioned: shard.captioned });
    shard.index += 1;
    shard.figures = 0;
    shard.captioned = 0;
  };

  return {
    isBoundary: () => file === undefined && rows.length === 0,
    settle: () => Promise.resolve(),
    add: async (sample) => {
      rows.push(sample);
      rowBytes += sample.image.bytes.length + 2 * sample.figure.caption.length;
      shard.figures += 1;
      if (sample.figure.caption !== '') shard.captioned += 1;
      if (rows.length >= largest.rowsPerGroup || rowBytes >= largest.bytesPerGroup) await writeGroup();
      if (file && file.part.bytes >= largest.bytesPerFile) await endFile();
    },
    end: endFile,
  };
}

async function openFile(part: PartFile): Promise<OpenFile> {
  const memory = new ByteWriter(2 ** 20);
  const writer = new ParquetWriter({
    writer: memory,
    schema: parquetSchema,
    createdBy: 'figscope',
    kvMetadata: [{ key: 'huggingface', value: JSON.stringify(datasetInfo) }],
  });
  const file = { part, memory, writer };
  await drain(file);
  return file;
}

/** Moves what was encoded into the file; the library goes on counting offsets from the start. */
async function drain({ part, memory }: OpenFile): Promise<void> {
  await part.append(memory.getBytes());
  await part.flush();
  memory.index = 0;
}
