/**
 * An image folder as Hugging Face datasets load it: a folder for each split, in it `metadata.jsonl` with `file_name` and
 * `text`, and the images.
 */
import type { FormatPlace, FormatWriter } from '../format-writer.ts';
import { imagePath } from '../sample.ts';

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
        ...sample.fields,
      };
      await (await files.part(name)).append(`${JSON.stringify(row)}\n`);
    },
    end: async () => {
      if (files.opened(name)) await files.finish(name);
    },
  };
}
