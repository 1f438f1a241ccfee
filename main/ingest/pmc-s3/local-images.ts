/** Images of an article that were fetched before: those whose MD5 is still the same are not fetched again. */
import { createHash } from 'node:crypto';
import type { ImageInfo } from '#app/domain/figure.ts';
import type { ReadMemory } from '../options.ts';

export class LocalImages {
  readonly #memory: ReadMemory | undefined;
  readonly #articles: readonly string[];
  #byMd5: Promise<ReadonlyMap<string, ImageInfo>> | undefined;

  /** `articles`: keys of the articles that the document holds. */
  constructor(memory: ReadMemory | undefined, articles: readonly string[]) {
    this.#memory = memory;
    this.#articles = articles;
  }

  /** The image with this MD5 (lower-case hex) as the corpus has it; undefined when it has none. */
  async find(md5: string): Promise<ImageInfo | undefined> {
    this.#byMd5 ??= this.#read();
    return (await this.#byMd5).get(md5);
  }

  /** By what the files are now: one that was damaged or replaced is fetched again. */
  async #read(): Promise<ReadonlyMap<string, ImageInfo>> {
    const found = new Map<string, ImageInfo>();
    for (const article of this.#articles)
      for (const { image, read } of this.#memory?.imagesOf?.(article) ?? []) {
        const bytes = await read().catch(() => undefined);
        if (bytes && createHash('sha256').update(bytes).digest('hex') === image.sha256)
          found.set(createHash('md5').update(bytes).digest('hex'), image);
      }
    return found;
  }
}
