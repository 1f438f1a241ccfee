/**
 * WebDataset shards as open_clip reads them (`--train-data 'train/shard-{000000..000012}.tar'`): for each figure an
 * image, its caption as `.txt` and everything else as `.json`, one after the other under one key without dots.
 */
import { pack, type Pack } from 'tar-stream';
import { sampleName, type Sample } from '../sample.ts';
import type { FormatPlace, FormatWriter } from '../format-writer.ts';

/** open_clip (open_clip_train/data.py) takes `jpg;png;jpeg;webp` and drops every other sample without a word. */
const readByOpenClip: ReadonlySet<string> = new Set(['jpg', 'png', 'webp']);

/** Two blocks of zeros end a tar. */
const trailer = new Uint8Array(1024);

export function webdatasetWriter({ files, split, shard, shardFigures }: FormatPlace): FormatWriter {
  const folder = split ?? 'all';
  const nameOf = (index: number): string => `${folder}/shard-${String(index).padStart(6, '0')}.tar`;

  const endShard = async (): Promise<void> => {
    const name = nameOf(shard.index);
    await (await files.part(name)).append(trailer);
    await files.finish(name, { figures: shard.figures, captioned: shard.captioned });
    shard.index += 1;
    shard.figures = 0;
    shard.captioned = 0;
  };

  return {
    isBoundary: () => true,
    settle: () => Promise.resolve(),
    add: async (sample) => {
      await (await files.part(nameOf(shard.index))).append(await members(sample));
      shard.figures += 1;
      if (sample.figure.caption !== '') shard.captioned += 1;
      if (shard.figures === shardFigures) await endShard();
    },
    end: async () => {
      if (shard.figures > 0) await endShard();
      // What open_clip counts: samples with an image and a caption.
      const sizes = files.finished
        .filter(({ path }) => path.startsWith(`${folder}/`) && path.endsWith('.tar'))
        .map(({ path, captioned }) => [path.slice(folder.length + 1), captioned]);
      if (sizes.length > 0) {
        await files.whole(`${folder}/sizes.json`, `${JSON.stringify(Object.fromEntries(sizes))}\n`);
      }
    },
  };
}

/**
 * The members of a figure. An image that open_clip would pass over by its ending (GIF, TIFF, BMP) is called `.png`: its
 * bytes stay as they are, Pillow tells them by content, and `format` in the JSON says what they are. A figure without
 * caption has no `.txt`, and open_clip leaves it out.
 */
async function members({ figure, image, fields }: Sample): Promise<Uint8Array> {
  const key = sampleName(figure.id);
  const ending = readByOpenClip.has(image.ending) ? image.ending : 'png';
  const tar = pack();
  entry(tar, `${key}.${ending}`, image.bytes);
  if (figure.caption !== '') entry(tar, `${key}.txt`, Buffer.from(figure.caption));
  entry(tar, `${key}.json`, Buffer.from(JSON.stringify(fields)));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).subarray(0, -trailer.length);
}

/** The same input gives the same bytes: no time, no owner. */
function entry(tar: Pack, name: string, bytes: Uint8Array): void {
  const sizeAndKind = { name, size: bytes.length, mode: 0o644, mtime: new Date(0) };
  tar.entry(sizeAndKind, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
