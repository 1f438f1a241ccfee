/**
 * Captions, mentions and titles of synthetic rows: words by Zipf's law, sentences, panel letters. Text is written as
 * bytes into a buffer, which crosses from thread to thread without being copied. All of it is ASCII.
 */
import { RowRandom, streams, type Stream } from './row-random.ts';
import { makeVocabulary } from './vocabulary.ts';
import { WeightedChoice, zipfWeights } from './weighted-choice.ts';

/** Captions are 115 words long on average: their lengths have a log-normal spread. */
const medianCaptionWords = 96;
const captionSpread = 0.6;
const longestCaptionWords = 700;
/** One caption in so many is missing, as in the published record. */
const withoutCaption = 200;
const withPanels = 4;
const medianMentionWords = 46;
const mentionSpread = 0.4;
const titleWords = 12;
const longestSentence = 22;
/** Words of this many bytes do not occur: what a text of n words may need. */
const bytesPerWord = 32;

const space = 32;
const fullStop = 46;
const letterA = 65;
const toUpperCase = -32;
const openBracket = 40;
const closeBracket = 41;

export interface TextBatch {
  /** Caption and mention of row after row. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** [2 * rows]: end of each caption and of each mention. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

export class TextMaker {
  readonly #seed: number;
  readonly #random = new RowRandom();
  readonly #choice: WeightedChoice;
  /** All words one after another. */
  readonly #letters: Uint8Array;
  /** [words + 1] */
  readonly #starts: Uint32Array;
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  constructor(seed: number) {
    this.#seed = seed;
    const words = makeVocabulary();
    this.#choice = new WeightedChoice(zipfWeights(words.length));
    this.#letters = new TextEncoder().encode(words.join(''));
    this.#starts = new Uint32Array(words.length + 1);
    words.forEach((word, rank) => {
      this.#starts[rank + 1] = this.#starts[rank] + word.length;
    });
  }

  /** Texts of rows [first, first + rows). */
  batch(first: number, rows: number): TextBatch {
    const ends = new Uint32Array(2 * rows);
    this.#length = 0;
    for (let index = 0; index < rows; index += 1) {
      this.#caption(first + index);
      ends[2 * index] = this.#length;
      this.#begin(first + index, streams.mention);
      this.#sentences(this.#words(medianMentionWords, mentionSpread), false);
      ends[2 * index + 1] = this.#length;
    }
    return { bytes: this.#bytes.slice(0, this.#length), ends };
  }

  title(article: number): string {
    this.#length = 0;
    this.#begin(article, streams.title);
    this.#sentence(titleWords);
    return Buffer.from(this.#bytes.buffer, 0, this.#length - 1).toString('latin1');
  }

  #begin(row: number, stream: Stream): void {
    this.#random.start(this.#seed, row, stream);
  }

  #caption(row: number): void {
    this.#begin(row, streams.caption);
    if (this.#random.below(withoutCaption) === 0) return;
    const panels = this.#random.below(withPanels) === 0;
    this.#sentences(this.#words(medianCaptionWords, captionSpread), panels);
  }

  /** A length: log-normal, by a normal value that is the sum of four even ones. */
  #words(median: number, spread: number): number {
    const random = this.#random;
    const normal = (random.unit() + random.unit() + random.unit() + random.unit() - 2) * Math.sqrt(3);
    const words = Math.round(median * Math.exp(spread * normal));
    return Math.min(longestCaptionWords, Math.max(3, words));
  }

  #sentences(words: number, panels: boolean): void {
    this.#room(words * bytesPerWord);
    for (let rest = words, sentence = 0; rest > 0; sentence += 1) {
      if (sentence > 0) this.#put(space);
      if (panels && sentence < 4) {
        this.#put(openBracket);
        this.#put(letterA + sentence);
        this.#put(closeBracket);
        this.#put(space);
      }
      const length = Math.min(rest, 6 + this.#random.below(longestSentence - 5));
      this.#sentence(length);
      rest -= length;
    }
  }

  #sentence(words: number): void {
    const start = this.#length;
    for (let word = 0; word < words; word += 1) {
      if (word > 0) this.#put(space);
      const rank = this.#choice.draw(this.#random);
      const end = this.#starts[rank + 1];
      for (let letter = this.#starts[rank]; letter < end; letter += 1) this.#put(this.#letters[letter]);
    }
    this.#bytes[start] += toUpperCase;
    this.#put(fullStop);
  }

  #put(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length + bytes);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
