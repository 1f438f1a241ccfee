/** Images with their captions in files beside them: image folders, and the samples of WebDataset shards. */
import { baseName, folderName, hasRasterEnding, rasterStem } from '../file-names.ts';
import { decodeText } from '../text-encoding.ts';
import { KeyIndex } from '../names/key-index.ts';
import { type FileList, type FolderListing, placesOf, someName, type SourceFile } from '../tree.ts';
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

/** The caption files of a folder, found by key; the first of several in the order of the folder. */
class CaptionFiles {
  readonly #files: FileList;
  readonly #texts: KeyIndex;
  readonly #json: KeyIndex;

  private constructor(files: FileList, texts: KeyIndex, json: KeyIndex) {
    this.#files = files;
    this.#texts = texts;
    this.#json = json;
  }

  static async of(files: FileList): Promise<CaptionFiles> {
    const index = (ending: (name: string) => boolean): Promise<KeyIndex> =>
      KeyIndex.build(files.length, (place) => {
        const name = files.nameAt(place);
        return ending(name) ? keysOf(name) : [];
      });
    return new CaptionFiles(files, await index(isText), await index(isJson));
  }

  /** Places of the files with the caption of an image. */
  of(image: string): { readonly text: number | undefined; readonly json: number | undefined } {
    const keys = keysOf(image);
    return { text: firstOf(keys, this.#texts), json: firstOf(keys, this.#json) };
  }

  /** Texts that are the first of a key, in order. */
  async *texts(): AsyncGenerator<number> {
    for await (const place of placesOf(this.#files, isText))
      if (keysOf(this.#files.nameAt(place)).some((key) => this.#texts.first(key) === place)) yield place;
  }
}

const isText = (name: string): boolean => captionEnding.test(name);
const isJson = (name: string): boolean => !isText(name) && jsonEnding.test(name);

/** Whether an image of the folder has a caption beside it. */
export async function holdsSamples({ files }: FolderListing): Promise<boolean> {
  const mayHave = await someName(files, (name) => isText(name) || isJson(name));
  if (!mayHave || !(await someName(files, hasRasterEnding))) return false;
  const captions = await CaptionFiles.of(files);
  return someName(files, (name) => {
    if (!hasRasterEnding(name)) return false;
    const { text, json } = captions.of(name);
    return text !== undefined || json !== undefined;
  });
}

/**
 * The samples of one folder, in the order of its images, then the captions whose image is absent if the folder is a
 * shard (`isShard`); in a folder on disk such a text may be anything.
 */
export async function* folderSamples({ files }: FolderListing, isShard: boolean): AsyncGenerator<Pair> {
  const captions = await CaptionFiles.of(files);
  const used = new Uint8Array(isShard ? Math.ceil(files.length / 8) : 0);
  const fileAt = (place: number | undefined): SourceFile | undefined =>
    place === undefined ? undefined : files.at(place);
  for await (const place of placesOf(files, hasRasterEnding)) {
    const image = files.at(place);
    const { text, json } = captions.of(image.name);
    if (text !== undefined && isShard) used[text >> 3] = (used[text >> 3] ?? 0) | (1 << (text & 7));
    yield { item: image.name, fields: await sampleFields(image, fileAt(text), fileAt(json)), image };
  }
  if (!isShard) return;
  for await (const place of captions.texts()) {
    if (((used[place >> 3] ?? 0) & (1 << (place & 7))) !== 0) continue;
    const text = files.at(place);
    yield { item: text.name, fields: await sampleFields(text, text, undefined), image: undefined };
  }
}

function firstOf(keys: readonly string[], files: KeyIndex): number | undefined {
  for (const key of keys) {
    const place = files.first(key);
    if (place !== undefined) return place;
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
