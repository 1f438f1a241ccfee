/** Images with their captions in files beside them: image folders, and the samples of WebDataset shards. */
import { baseName, folderName, hasRasterEnding, rasterStem } from '../file-names.ts';
import { decodeText } from '../text-encoding.ts';
import type { FolderListing, SourceFile } from '../tree.ts';
import { pairFields, splitFrom } from './fields.ts';
import type { PairFields } from './fields.ts';
import type { Pair } from './pair.ts';

const captionEnding = /\.(?:txt|caption|text)$/i;
const jsonEnding = /\.json$/i;

/** A key of WebDataset is the name up to its first dot; image folders share the name up to the ending. */
function keysOf(name: string): readonly string[] {
  const base = baseName(name);
  const stem = rasterStem(base).replace(captionEnding, '').replace(jsonEnding, '');
  return [...new Set([stem, base.split('.', 1)[0] ?? base])];
}

/** The caption files of a folder by key. */
interface CaptionFiles {
  readonly texts: ReadonlyMap<string, SourceFile>;
  readonly json: ReadonlyMap<string, SourceFile>;
}

function captionFiles(listing: FolderListing): CaptionFiles {
  const texts = new Map<string, SourceFile>();
  const json = new Map<string, SourceFile>();
  for (const file of listing.files) {
    const byKey = captionEnding.test(file.name) ? texts : jsonEnding.test(file.name) ? json : undefined;
    if (byKey) for (const key of keysOf(file.name)) if (!byKey.has(key)) byKey.set(key, file);
  }
  return { texts, json };
}

/** Whether an image of the folder has a caption beside it. */
export function holdsSamples(listing: FolderListing): boolean {
  const { texts, json } = captionFiles(listing);
  return listing.files.some(
    (file) => hasRasterEnding(file.name) && keysOf(file.name).some((key) => texts.has(key) || json.has(key)),
  );
}

/**
 * The samples of one folder, in the order of its images, then the captions whose image is absent if the folder is a
 * shard (`isShard`); in a folder on disk such a text may be anything.
 */
export async function* folderSamples(listing: FolderListing, isShard: boolean): AsyncGenerator<Pair> {
  const captions = captionFiles(listing);
  const used = new Set<SourceFile>();
  for (const image of listing.files) {
    if (!hasRasterEnding(image.name)) continue;
    const text = firstOf(keysOf(image.name), captions.texts);
    const json = firstOf(keysOf(image.name), captions.json);
    for (const file of [text, json]) if (file) used.add(file);
    yield { item: image.name, fields: await sampleFields(image, text, json), image };
  }
  if (!isShard) return;
  for (const text of captions.texts.values()) {
    if (used.has(text)) continue;
    used.add(text);
    yield { item: text.name, fields: await sampleFields(text, text, undefined), image: undefined };
  }
}

function firstOf(keys: readonly string[], files: ReadonlyMap<string, SourceFile>): SourceFile | undefined {
  for (const key of keys) {
    const file = files.get(key);
    if (file) return file;
  }
  return undefined;
}

const maxCaptionBytes = 4 * 1024 * 1024;

/** The text file is the caption; the JSON adds the rest, and is the caption where there is no text. */
async function sampleFields(
  image: SourceFile,
  text: SourceFile | undefined,
  json: SourceFile | undefined,
): Promise<PairFields> {
  const words = text && (await readText(text));
  const described = await jsonObject(json);
  const fields = pairFields({
    ...described,
    image: undefined,
    // The caption of our own exports is in the text file alone.
    ...(described['figscope'] === undefined ? {} : { caption: words }),
  });
  const caption = words === undefined ? undefined : pairFields({ caption: words }).caption;
  const split =
    fields.split ??
    folderName(image.name)
      .split('/')
      .map(splitFrom)
      .find((name) => name !== undefined);
  return { ...fields, image: undefined, caption: caption ?? fields.caption, split };
}

async function readText(file: SourceFile): Promise<string> {
  if (file.sizeBytes > maxCaptionBytes) return '';
  return decodeText(await file.read().catch(() => new Uint8Array()));
}

async function jsonObject(file: SourceFile | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (!file) return {};
  try {
    const value: unknown = JSON.parse(await readText(file));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
