/** A CSV with a line for each figure, lists as JSON, and the images in folders beside it. */
import { stringify } from 'csv-stringify/sync';
import type { FormatPlace, FormatWriter } from '../format-writer.ts';
import { imagePath, type Sample } from '../sample.ts';

export const csvName = 'figures.csv';

/** The fields of a figure in the order of the columns. */
export const fieldNames = [
  'article',
  'figure',
  'label',
  'split',
  'modality',
  'license',
  'pmcid',
  'pmid',
  'doi',
  'title',
  'journal',
  'year',
  'date',
  'article_type',
  'license_text',
  'retracted',
  'mentions',
  'panels',
  'sha256',
  'width',
  'height',
  'format',
  'bytes',
  'original_sha256',
  'original_format',
  'original_caption',
  'status',
  'tags',
  'renditions',
  'repairs',
  'figscope',
] as const;
const columns = ['image', 'caption', ...fieldNames] as const;

export function csvWriter({ files }: FormatPlace): FormatWriter {
  const head = `${columns.join(',')}\n`;
  return {
    place: (sample) => files.image(imagePath('images', sample), sample.image.bytes),
    isBoundary: () => true,
    settle: async () => void (await files.part(csvName, head)),
    add: async (sample) => {
      const line = csvLine(rowOf(sample, imagePath('images', sample)));
      await (await files.part(csvName, head)).append(line);
    },
    end: async () => {
      await files.part(csvName, head);
      await files.finish(csvName);
    },
  };
}

function rowOf(sample: Sample, image: string): readonly unknown[] {
  const cells = new Map(Object.entries({ ...sample.fields, image, caption: sample.figure.caption }));
  return columns.map((column) => {
    const value: unknown = cells.get(column);
    return Array.isArray(value) ? listText(value) : typeof value === 'boolean' ? String(value) : value;
  });
}

/** A list in a cell. */
export const listText = (list: readonly unknown[]): string => (list.length === 0 ? '' : JSON.stringify(list));

/** A line of a CSV; texts are always quoted, so that no line break inside one is taken for the end of the row. */
export const csvLine = (cells: readonly unknown[]): string => stringify([cells], { quoted_string: true });
