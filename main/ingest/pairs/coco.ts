/** COCO captions: one JSON object with lists of images and annotations, read as they stream by. */
import * as z from 'zod';
import { reasonOf } from '../rejections.ts';
import type { SourceFile } from '../tree.ts';
import { jsonParts } from './json-parts.ts';
import type { Values } from './rows.ts';

const id = z.union([z.number(), z.string()]);
const image = z.object({
  id,
  file_name: z.string(),
  license: id.nullish(),
  figscope: z.record(z.string(), z.unknown()).optional(),
});
type Image = z.infer<typeof image>;
const annotation = z.object({ image_id: id, caption: z.unknown() });
const license = z.object({ id, url: z.string().nullish(), name: z.string().nullish() });
const ours = z.object({ figscope: z.number() });

/** A caption as a row of the table readers, with the paths its image may have. */
export type CocoRow =
  | { readonly item: string; readonly values: Values; readonly images: readonly string[] }
  | { readonly item: string; readonly problem: string };

type Licenses = ReadonlyMap<z.infer<typeof id>, string | undefined>;

/** The captions of a file in the order of its annotations; an image with five captions gives five. */
export async function* cocoRows(file: SourceFile): AsyncGenerator<CocoRow> {
  try {
    const licenses = new Map<z.infer<typeof id>, string | undefined>();
    let isOurs = false;
    for await (const { key, value } of jsonParts(file, ['info', 'licenses'], { mayEndEarly: true })) {
      if (key === 'info') isOurs = ours.safeParse(value).success;
      else {
        const found = license.safeParse(value);
        // An empty link, as in ours, says nothing.
        if (found.success) licenses.set(found.data.id, found.data.url || found.data.name || undefined);
      }
    }
    yield* isOurs ? ownRows(file, licenses) : foreignRows(file, licenses);
  } catch (thrown) {
    yield { item: 'file', problem: `The COCO file cannot be read from here on: ${reasonOf(thrown)}.` };
  }
}

/** Holds all images, since their captions may come in any order. */
async function* foreignRows(file: SourceFile, licenses: Licenses): AsyncGenerator<CocoRow> {
  const images = new Map<z.infer<typeof id>, Image>();
  for await (const { value } of jsonParts(file, ['images'], { mayEndEarly: true })) {
    const { success, data } = image.safeParse(value);
    if (success) images.set(data.id, data);
  }
  let number = 0;
  for await (const { value } of jsonParts(file, ['annotations'])) {
    number += 1;
    const item = `annotation ${number}`;
    const { success, data } = annotation.safeParse(value);
    if (success) yield rowOf(item, images.get(data.image_id), data.image_id, data.caption, licenses);
    else yield { item, problem: 'The annotation names no image.' };
  }
}

/**
 * Our own files have images and captions in the same order, so that one of each is enough to hold. An image without a
 * caption is a figure without one.
 */
async function* ownRows(file: SourceFile, licenses: Licenses): AsyncGenerator<CocoRow> {
  const annotations = jsonParts(file, ['annotations']);
  try {
    let at = 0;
    const next = async () => {
      const { done, value: part } = await annotations.next();
      at += 1;
      return done ? undefined : annotation.parse(part.value);
    };
    let waiting = await next();
    for await (const { value } of jsonParts(file, ['images'])) {
      const shown = image.parse(value);
      while (waiting && Number(waiting.image_id) < Number(shown.id)) {
        const problem = 'Its image is not there, or the annotations are in another order than the images.';
        yield { item: `annotation ${at}`, problem };
        waiting = await next();
      }
      const item = `image ${shown.id}`;
      if (waiting?.image_id !== shown.id) yield rowOf(item, shown, shown.id, '', licenses);
      while (waiting?.image_id === shown.id) {
        yield rowOf(item, shown, shown.id, waiting.caption, licenses);
        waiting = await next();
      }
    }
  } finally {
    await annotations.return(undefined);
  }
}

function rowOf(
  item: string,
  shown: Image | undefined,
  imageId: string | number,
  caption: unknown,
  licenses: Licenses,
): CocoRow {
  const name = shown?.file_name;
  const named = shown?.license == null ? undefined : licenses.get(shown.license);
  return {
    item,
    values: { license: named, ...shown?.figscope, image: name ?? `image ${imageId}`, caption },
    images: name === undefined ? [] : [name, `images/${name}`, `../images/${name}`, `../${name}`],
  };
}
