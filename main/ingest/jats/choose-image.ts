/** The picture behind a graphic: the best of its renditions that decodes. */
import type { FigureRecord } from '#app/domain/figure.ts';
import { type ImageFailure, pixelsOf, readImageFile } from '../image-file.ts';
import type { FileIndex } from '../file-index.ts';
import type { SourceFile } from '../tree.ts';
import type { Graphic } from './figures.ts';
import { namesOfHref } from './hrefs.ts';

export type ImageChoice =
  | {
      readonly ok: true;
      readonly image: FigureRecord['image'];
      /** Names of other files of the same picture; those that were tried and are damaged are not among them. */
      readonly renditions?: readonly string[];
    }
  | ImageFailure;

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
      const choice = await readImageFile(file);
      if (choice.ok) {
        const renditions = [...all].filter((other) => !tried.has(other)).map(({ name }) => name);
        return { ...choice, renditions };
      }
      failure ??= choice;
    }
  }
  const wanted = graphic.hrefs.map((href) => `"${href}"`).join(' or ');
  return (
    failure ?? { ok: false, code: 'image-missing', message: `The image ${wanted} is not beside the article.` }
  );
}

/** Most pixels first; what has no readable header last, in the order given. */
async function byPixels(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const distinct = [...new Set(files)];
  if (distinct.length < 2) return distinct;
  const sized: { readonly file: SourceFile; readonly pixels: number }[] = [];
  for (const file of distinct) {
    sized.push({ file, pixels: await pixelsOf(file) });
  }
  return sized.sort((a, b) => b.pixels - a.pixels).map(({ file }) => file);
}
