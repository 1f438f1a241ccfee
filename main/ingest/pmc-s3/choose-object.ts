/** The picture behind a graphic of an article whose files are on a server, or stay there. */
import { createHash } from 'node:crypto';
import type { ImageInfo } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { FileIndex } from '../file-index.ts';
import { imageFacts } from '../image-facts.ts';
import type { ImageChoice } from '../jats/choose-image.ts';
import type { Graphic } from '../jats/figures.ts';
import { namesOfHref } from '../jats/hrefs.ts';
import { keptImage } from '../kept-image.ts';
import { reasonOf } from '../rejections.ts';
import type { SourceFile } from '../tree.ts';
import type { ArticleFile } from './data-set.ts';
import { ObjectFailure } from './failures.ts';
import type { LocalImages } from './local-images.ts';

/** Of several renditions of one picture, what PMC makes for reading comes first and what it makes for previews last. */
const preferred = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'bmp', 'gif'];

export interface ChosenObject {
  readonly choice: ImageChoice;
  /** Whether another attempt may end otherwise. */
  readonly mayPass: boolean;
}

/** Looks for the media of one article by the names that its graphics use. */
export class ObjectChooser {
  readonly #index: FileIndex;
  readonly #byFile: ReadonlyMap<SourceFile, ArticleFile>;
  readonly #isLazy: boolean;
  readonly #local: LocalImages;

  /**
   * `isLazy`: images stay where they are until somebody looks at them; nothing is fetched. What `local` has is not
   * fetched again.
   */
  constructor(
    files: readonly ArticleFile[],
    { isLazy, local }: { readonly isLazy: boolean; readonly local: LocalImages },
  ) {
    this.#index = new FileIndex(files);
    this.#byFile = new Map(files.map((file) => [file, file]));
    this.#isLazy = isLazy;
    this.#local = local;
  }

  /**
   * A file named exactly comes first, then those of its stem, the most readable first. Only what is taken is fetched:
   * one rendition, unless it does not decode.
   */
  async choose(graphic: Graphic): Promise<ChosenObject> {
    let failure: ImageChoice | undefined;
    let mayPass = false;
    const candidates = this.#candidates(graphic);
    for (const [index, file] of candidates.entries()) {
      const renditions = candidates.slice(index + 1).map(({ name }) => name);
      if (this.#isLazy && file.remote)
        return { choice: { ok: true, image: lazyImage(file), renditions }, mayPass: false };
      const { md5 } = file.remote ?? {};
      const here = md5 === undefined ? undefined : await this.#local.find(md5);
      if (here) return { choice: { ok: true, image: here, renditions }, mayPass: false };
      try {
        const choice = await fetched(file);
        if (choice.ok) return { choice: { ...choice, renditions }, mayPass: false };
        failure ??= choice;
      } catch (thrown) {
        if (!(thrown instanceof ObjectFailure)) throw thrown;
        mayPass ||= !thrown.isFinal;
        failure ??= { ok: false, code: 'download-failed', message: thrown.message };
      }
    }
    const wanted = graphic.hrefs.map((href) => `"${href}"`).join(' or ');
    const missing: ImageChoice = {
      ok: false,
      code: 'image-missing',
      message: `The image ${wanted} is not among the media of the article.`,
    };
    return { choice: failure ?? missing, mayPass };
  }

  #candidates({ hrefs }: Graphic): readonly ArticleFile[] {
    const named: SourceFile[] = [];
    const others: SourceFile[] = [];
    for (const href of hrefs) {
      const names = namesOfHref(href);
      named.push(...this.#index.exact(names));
      others.push(...this.#index.renditions(names));
    }
    others.sort((a, b) => rankOf(a) - rankOf(b));
    return [...new Set([...named, ...others])].flatMap((file) => this.#byFile.get(file) ?? []);
  }
}

function rankOf({ name }: SourceFile): number {
  const rank = preferred.indexOf(formatOf(name));
  return rank < 0 ? preferred.length : rank;
}

const formatOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';

async function fetched(file: ArticleFile): Promise<ImageChoice> {
  const bytes = await readObject(file);
  const facts = await imageFacts(bytes);
  if (!facts.ok) return { ...facts, message: `${file.name}: ${facts.message}` };
  return { ok: true, image: await keptImage(bytes, facts, file) };
}

/** Errors of this machine about one file are failures of that file. */
async function readObject(file: ArticleFile): Promise<Uint8Array> {
  try {
    return await file.read();
  } catch (thrown) {
    if (thrown instanceof FigscopeError || thrown instanceof ObjectFailure) throw thrown;
    throw new ObjectFailure(`${file.name} could not be read: ${reasonOf(thrown)}.`, { cause: thrown });
  }
}

const formats: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff' };

/** Known by its MD5 or its address until it is fetched. */
function lazyImage(file: ArticleFile): ImageInfo {
  const { url = '', md5 } = file.remote ?? {};
  const ending = formatOf(file.name);
  return {
    sha256: createHash('sha256')
      .update(md5 === undefined ? url : `md5:${md5}`)
      .digest('hex'),
    width: 0,
    height: 0,
    format: formats[ending] ?? (preferred.includes(ending) ? ending : 'unknown'),
    sizeBytes: 0,
    source: { kind: 'remote', url, ...(md5 === undefined ? {} : { md5 }) },
  };
}
