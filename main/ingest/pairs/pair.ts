/** A captioned image to an item of the stream. */
import { createHash } from 'node:crypto';
import type { IngestItem } from '#app/domain/figure.ts';
import { captionObjection } from '../filters.ts';
import { type ImageFile, readImageFile } from '../image-file.ts';
import { panelLetters } from '../jats/panels.ts';
import { repairMojibake } from '../mojibake.ts';
import type { ReadContext } from '../options.ts';
import { rejected } from '../rejections.ts';
import type { RejectionCode } from '../rejections.ts';
import type { SourceFile } from '../tree.ts';
import { articleOf } from './fields.ts';
import type { PairFields } from './fields.ts';

/** A row or a sample: what it says and the file its image is in. */
export interface Pair {
  /** What a person calls it: `row 12`, the name of the image. */
  readonly item: string;
  readonly fields: PairFields;
  readonly image: SourceFile | undefined;
  /** The image itself, where it was in the row. */
  readonly inline?: Uint8Array | undefined;
}

/**
 * Checks a pair and decodes its image. A pair that names no article is its own: keyed by the hash of the image, so that
 * one image never falls into two splits, with the hash of the caption as figure id.
 */
export async function readPair(pair: Pair, context: ReadContext): Promise<IngestItem> {
  const { item, fields } = pair;
  const { source, options } = context;
  const refuse = (code: RejectionCode, message: string): IngestItem => rejected(source, item, code, message);
  const written = fields.exported?.caption ?? fields.caption;
  if (written === undefined) return refuse('no-caption', 'The image has no caption.');
  // Our own exports give texts as they were, repairs included.
  const repaired = fields.exported ? undefined : repairMojibake(written);
  const caption = repaired ?? written;
  const short = captionObjection(caption, options);
  if (short) return refuse(short.code, short.message);
  const image = pair.image ?? inlineImage(pair, options);
  if (!image) {
    if (fields.image === undefined) return refuse('image-missing', 'No image is named.');
    const remote = /^(?:https?|s3|gs|ftp):/i.test(fields.image);
    const where = remote ? 'is on the network; download it first' : 'is not there';
    return refuse('image-missing', `The image "${fields.image}" ${where}.`);
  }
  const article = fields.exported?.article ?? articleOf(fields, '');
  if (options.licenses && !options.licenses.includes(article.license)) {
    return refuse('license-excluded', `Its licence is ${article.license}, which was not asked for.`);
  }
  const read = await readImageFile(image);
  if (!read.ok) return refuse(read.code, read.message);
  const kept = read.image;
  if (fields.exported) return { kind: 'figure', figure: { ...fields.exported, image: kept } };
  const captionHash = createHash('sha256').update(written).digest('hex').slice(0, 12);
  const ownArticle = article.key === '';
  return {
    kind: 'figure',
    figure: {
      article: ownArticle ? { ...article, key: `sha256:${kept.sha256}` } : article,
      figureId: fields.figure ?? (ownArticle ? captionHash : `${kept.sha256.slice(0, 12)}-${captionHash}`),
      ...(fields.label !== undefined && { label: fields.label }),
      caption,
      mentions: fields.mentions.map((text) => ({ text })),
      panels: [...panelLetters(caption)],
      ...(fields.modality !== undefined && { modality: fields.modality }),
      image: kept,
      ...(fields.split !== undefined && { split: fields.split }),
      ...(repaired !== undefined && { repairs: [{ field: 'caption', kind: 'mojibake', before: written }] }),
    },
  };
}

/** The image of a row as a file that is in no folder. */
function inlineImage(
  { item, fields, inline }: Pair,
  { blobSink }: ReadContext['options'],
): ImageFile | undefined {
  if (!inline) return undefined;
  return {
    name: fields.image ?? `the image of ${item}`,
    sizeBytes: inline.length,
    read: () => Promise.resolve(inline),
    keep: async (bytes) => ({ kind: 'blob', sha256: (await blobSink(bytes)).sha256 }),
  };
}
