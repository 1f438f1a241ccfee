/** The picture behind a graphic: the best of its renditions that decodes. */
import type { FigureRecord } from '#app/domain/figure.ts';
import { imageFacts, imageSize } from '../image-facts.ts';
import { keptImage } from '../kept-image.ts';
import type { FileIndex } from '../file-index.ts';
import type { SourceFile } from '../tree.ts';
import { reasonOf } from '../rejections.ts';
import type { RejectionCode } from '../rejections.ts';
import type { Graphic } from './figures.ts';
import { namesOfHref } from './hrefs.ts';

export type ImageChoice =
  | {
      readonly ok: true;
      readonly image: FigureRecord['image'];
      /** Names of other files of the same picture; those that were tried and are damaged are not among them. */
      readonly renditions?: readonly string[];
    }
  | { readonly ok: false; readonly code: RejectionCode; readonly message: string };

const maxImageBytes = 1024 * 1024 * 1024;

/**
 * A file named exactly comes first; else every raster file of that stem. Of several, the one with most pixels that
 * decodes to its end. When the named one does not decode, its other renditions are tried before giving up.
 */
export async function chooseImage(graphic: Graphic, files: FileIndex): Promise<ImageChoice> {
  const named: SourceFile[] = [];
  const others: SourceFile[] = [];
  for (const href of graphic.hrefs) {
    const names = namesOfHref(href);
    const exact = files.exact(names);
    named.push(...exact);
    others.push(...files.renditions(names));
  }
  let failure: ImageChoice | undefined;
  const all = new Set([...named, ...others]);
  const tried = new Set<SourceFile>();
  for (const candidates of [named, others]) {
    for (const file of await byPixels(candidates.filter((candidate) => !tried.has(candidate)))) {
      tried.add(file);
      const choice = await tryFile(file);
      if (choice.ok) {
        const others = [...all].filter((other) => !tried.has(other)).map(({ name }) => name);
        return { ...choice, renditions: others };
      }
      failure ??= choice;
    }
  }
  const wanted = graphic.hrefs.map((href) => `"${href}"`).join(' or ');
  return (
    failure ?? { ok: false, code: 'image-missing', message: `The image ${wanted} is not beside the article.` }
  );
}

async function tryFile(file: SourceFile): Promise<ImageChoice> {
  const bytes = await readBytes(file);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const facts = await imageFacts(bytes);
  if (!facts.ok) return { ...facts, message: `${file.name}: ${facts.message}` };
  return { ok: true, image: await keptImage(bytes, facts, file) };
}

type Failure = Extract<ImageChoice, { ok: false }>;

/** The bytes, or why they cannot be had. */
async function readBytes(file: SourceFile): Promise<Uint8Array | Failure> {
  if (file.sizeBytes > maxImageBytes) {
    return { ok: false, code: 'image-too-large', message: `${file.name} is larger than 1 GiB.` };
  }
  try {
    return await file.read();
  } catch (error) {
    return { ok: false, code: 'unreadable', message: `${file.name} could not be read: ${reasonOf(error)}.` };
  }
}

/** Most pixels first; what has no readable header last, in the order given. */
async function byPixels(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const distinct = [...new Set(files)];
  if (distinct.length < 2) return distinct;
  const sized: { readonly file: SourceFile; readonly pixels: number }[] = [];
  for (const file of distinct) {
    const bytes = await readBytes(file);
    const size = bytes instanceof Uint8Array ? imageSize(bytes) : undefined;
    sized.push({ file, pixels: size ? size.width * size.height : 0 });
  }
  return sized.sort((a, b) => b.pixels - a.pixels).map(({ file }) => file);
}
