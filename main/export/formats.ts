/** The writer of each format. */
import type { ExportFormat } from '#app/domain/export.ts';
import { cocoWriter } from './formats/coco.ts';
import { csvWriter } from './formats/csv.ts';
import { imagefolderWriter } from './formats/imagefolder.ts';
import { jsonlWriter } from './formats/jsonl.ts';
import { parquetWriter } from './formats/parquet.ts';
import { webdatasetWriter } from './formats/webdataset.ts';
import type { FormatPlace, FormatWriter } from './format-writer.ts';

const writers: Readonly<Record<ExportFormat, (place: FormatPlace) => FormatWriter>> = {
  webdataset: webdatasetWriter,
  jsonl: jsonlWriter,
  parquet: parquetWriter,
  csv: csvWriter,
  coco: cocoWriter,
  imagefolder: imagefolderWriter,
};

export const createWriter = (format: ExportFormat, place: FormatPlace): FormatWriter =>
  writers[format](place);

/** Formats whose images are inside their files. */
export const packsImages: ReadonlySet<ExportFormat> = new Set(['webdataset', 'parquet']);
