/**
 * COCO captions: a JSON object for each split with images and annotations, written as it comes. Annotations grow in a
 * file of their own, which is put behind the images at the end. What COCO has no place for is under the key `figscope`
 * of an image.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { exportedVersion } from '#app/domain/exported-figure.ts';
import { licenseCodes } from '#app/domain/figure.ts';
import type { FormatPlace, FormatWriter } from '../format-writer.ts';
import { partEnding } from '../part-file.ts';
import { imagePath, type Sample } from '../sample.ts';

export function cocoWriter({ files, split, corpus }: FormatPlace): FormatWriter {
  const folder = `images/${split ?? 'all'}`;
  const name = `captions_${split ?? 'all'}.json`;
  const annotations = `captions_${split ?? 'all'}.annotations`;
  const head = `{"info":${JSON.stringify({ description: `Figures of the corpus ${corpus}`, figscope: exportedVersion })},
"licenses":${JSON.stringify(licenseCodes.map((code, index) => ({ id: index + 1, name: code, url: '' })))},
"images":[`;

  return {
    place: (sample) => files.image(imagePath(folder, sample), sample.image.bytes),
    isBoundary: () => true,
    settle: () => Promise.resolve(),
    add: async (sample) => {
      const path = imagePath(folder, sample);
      const part = await files.part(name, head);
      await part.append(
        `${part.bytes > Buffer.byteLength(head) ? ',' : ''}\n${JSON.stringify(imageOf(sample, path))}`,
      );
      const { id, caption } = sample.figure;
      const captions = await files.part(annotations);
      if (caption === '') return;
      const annotation = JSON.stringify({ id, image_id: id, caption });
      await captions.append(`${captions.bytes > 0 ? ',' : ''}\n${annotation}`);
    },
    end: async () => {
      const captions = files.opened(annotations);
      if (!captions) return;
      await captions.flush();
      const part = await files.part(name, head);
      await part.append('\n],\n"annotations":[');
      for await (const chunk of createReadStream(join(files.root, annotations + partEnding))) {
        if (chunk instanceof Uint8Array) await part.append(chunk);
      }
      await part.append('\n]}\n');
      await files.finish(name);
      await files.discard(annotations);
    },
  };
}

function imageOf({ figure, image, fields }: Sample, path: string): Record<string, unknown> {
  return {
    id: figure.id,
    file_name: path,
    width: image.width,
    height: image.height,
    license: licenseCodes.indexOf(figure.article.license) + 1,
    figscope: fields,
  };
}
