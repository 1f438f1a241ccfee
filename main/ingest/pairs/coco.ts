/** COCO captions: one JSON object with lists of images and annotations. */
import * as z from 'zod';
import type { Values } from './rows.ts';

const id = z.union([z.number(), z.string()]);
const cocoFile = z.object({
  images: z.array(z.object({ id, file_name: z.string(), license: id.nullish() })),
  annotations: z.array(z.object({ id: id.optional(), image_id: id, caption: z.unknown() })),
  licenses: z.array(z.object({ id, url: z.string().nullish(), name: z.string().nullish() })).optional(),
});

/** A caption as a row of the table readers, with the paths its image may have. */
export interface CocoCaption {
  readonly values: Values;
  readonly images: readonly string[];
}

/**
 * The captions of a file in the order of its annotations; an image with five captions gives five. Undefined when the
 * text is no such file.
 */
export function cocoCaptions(text: string): readonly CocoCaption[] | undefined {
  const parsed = cocoFile.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { annotations, images, licenses } = parsed.data;
  const imageById = new Map(images.map((image) => [image.id, image]));
  const licenseById = new Map(
    (licenses ?? []).map(({ id: key, url, name }) => [key, url ?? name ?? undefined]),
  );
  return annotations.map(({ image_id: imageId, caption }) => {
    const image = imageById.get(imageId);
    const name = image?.file_name;
    const license = image?.license == null ? undefined : licenseById.get(image.license);
    return {
      values: { image: name ?? `image ${imageId}`, caption, license },
      images: name === undefined ? [] : [name, `images/${name}`, `../images/${name}`, `../${name}`],
    };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
