/** What an embedding job made, over all the stretches between its pauses. */
import type { Job } from '#app/domain/job.ts';

interface Stretch {
  readonly images: number;
  readonly texts: number;
  readonly failed: number;
  readonly imagesPerSecond: number;
  readonly textsPerSecond: number;
}

export class EmbedTotals {
  #images = 0;
  #texts = 0;
  #failed = 0;
  #imageSeconds = 0;
  #textSeconds = 0;

  add(stretch: Stretch): void {
    this.#images += stretch.images;
    this.#texts += stretch.texts;
    this.#failed += stretch.failed;
    if (stretch.images > 0) this.#imageSeconds += stretch.images / stretch.imagesPerSecond;
    if (stretch.texts > 0) this.#textSeconds += stretch.texts / stretch.textsPerSecond;
  }

  get numbers(): NonNullable<Job['embedded']> {
    return {
      images: this.#images,
      texts: this.#texts,
      imagesPerSecond: rate(this.#images, this.#imageSeconds),
      textsPerSecond: rate(this.#texts, this.#textSeconds),
    };
  }

  /** "1,200 images at 310/s, 1,200 texts at 900/s". */
  describe(): string {
    if (this.#images + this.#texts === 0) return 'Nothing left to embed';
    return [
      `${this.#images.toLocaleString('en')} images${speed(this.#images, this.#imageSeconds)}`,
      `${this.#texts.toLocaleString('en')} texts${speed(this.#texts, this.#textSeconds)}`,
      ...(this.#failed > 0 ? [`${this.#failed} images could not be read`] : []),
    ].join(', ');
  }
}

const rate = (count: number, seconds: number): number => (seconds > 0 ? count / seconds : 0);
const speed = (count: number, seconds: number): string => ` at ${rate(count, seconds).toFixed(0)}/s`;
