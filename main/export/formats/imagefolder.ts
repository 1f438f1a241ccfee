/**
 * An image folder as Hugging Face datasets load it: a folder for each split, in it `metadata.jsonl` with `file_name` and
 * `text`, and the images.
 *
 * `datasets` guess the type of every column from the first rows of each split, and refuse a folder whose splits differ.
 * So every row has every field, and everything that may be absent is a text: no list that is empty everywhere, no number
 * that nobody knows, no date that passes for a time.
 */
import type { FormatPlace, FormatWriter } from '../format-writer.ts';
import { imagePath, type Sample } from '../sample.ts';
import { fieldNames, listText } from './csv.ts';

export function imagefolderWriter({ files, split }: FormatPlace): FormatWriter {
  const folder = split ?? 'all';
  const name = `${folder}/metadata.jsonl`;
  return {
    place: (sample) => files.image(imagePath(folder, sample), sample.image.bytes),
    isBoundary: () => true,
    settle: () => Promise.resolve(),
    add: async (sample) => {
      const path = imagePath(folder, sample);
      const row = {
        file_name: path.slice(folder.length + 1),
        text: sample.figure.caption,
        ...fieldsOf(sample),
      };
      await (await files.part(name)).append(`${JSON.stringify(row)}\n`);
    },
    end: async () => {
      if (files.opened(name)) await files.finish(name);
    },
  };
}

/** Numbers and flags that every figure has. */
const alwaysKnown: ReadonlySet<string> = new Set(['figscope', 'width', 'height', 'bytes', 'retracted']);

function fieldsOf({ fields }: Sample): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>(Object.entries(fields));
  return Object.fromEntries(
    fieldNames.map((name) => {
      const value = values.get(name);
      if (alwaysKnown.has(name)) return [name, value];
      if (Array.isArray(value)) return [name, listText(value)];
      if (value === undefined) return [name, ''];
      if (name === 'date') return [name, JSON.stringify(value)];
      return [name, typeof value === 'number' ? value.toString() : value];
    }),
  );
}
