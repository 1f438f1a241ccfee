/**
 * Which articles of a data set a corpus has read, and as they were then: `<folder>/articles.bin`. An article is written
 * down after its rows are in the database, so that a kill at any moment can only forget, never lose. What was not taken
 * of an article is kept beside it (`rejections.jsonl`), and told again by an import that does not read it again.
 *
 * 16 bytes per article on disk, 20 to 40 in memory: eight million versions take some 300 MB.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { rejectionCode, type Rejection } from '#app/domain/figure.ts';
import { type Unselected, unselectedReasons } from './unselected.ts';

/** PMCID number, two words of the tag, and a word of flags and figures; little-endian. */
const recordBytes = 16;
/** Highest bit: has rejections; three bits: why it was not selected, 0 for no reason; the rest: figures. */
const rejectionsBit = 0x8000_0000;
const reasonShift = 28;
const figuresMask = 0x0fff_ffff;
const readBytes = recordBytes * 65_536;

/** What was read of an article, and when that holds. */
export interface FinishedArticle {
  readonly pmcid: string;
  /** Digest of everything that would make another reading another one; see `tagOf`. */
  readonly tag: Tag;
  readonly figures: number;
  readonly rejections: readonly KnownRejection[];
  readonly unselected: Unselected | undefined;
}

/** What an article gave when it was read. */
export type KnownArticle = Pick<FinishedArticle, 'figures' | 'rejections' | 'unselected'>;

export type KnownRejection = Pick<Rejection, 'item' | 'code' | 'message'>;
export type Tag = readonly [number, number];

const rejectionLine = z.object({
  pmcid: z.string(),
  rejections: z.array(z.object({ item: z.string(), code: rejectionCode, message: z.string() })),
});

/** 64 bits of a text. */
export function tagOf(...parts: readonly string[]): Tag {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}

export class FinishedArticles {
  readonly #folder: string;
  readonly #isWritten: boolean;
  readonly #rejections = new Map<string, readonly KnownRejection[]>();
  /** Open addressing over PMCID numbers: key, tag, tag, figures. Keys are never 0. */
  #table = new Uint32Array(4 * 1024);
  #count = 0;
  #waiting: FinishedArticle[] = [];

  /** Reads what is known. `isWritten` false: nothing is ever added (a rehearsal). */
  constructor(folder: string, { isWritten = true }: { isWritten?: boolean } = {}) {
    this.#folder = folder;
    this.#isWritten = isWritten;
    this.#load();
  }

  /** What is known of an article if it was read under one of these tags. */
  find(pmcid: string, tags: readonly Tag[]): KnownArticle | undefined {
    const at = this.#slotOf(numberOf(pmcid));
    const table = this.#table;
    if (
      table[at] === 0 ||
      !tags.some(([first, second]) => table[at + 1] === first && table[at + 2] === second)
    )
      return undefined;
    const facts = table[at + 3] ?? 0;
    return {
      figures: facts & figuresMask,
      rejections: (facts & rejectionsBit) === 0 ? [] : (this.#rejections.get(pmcid) ?? []),
      unselected: unselectedReasons[((facts >>> reasonShift) & 7) - 1],
    };
  }

  /** All items of the article have been handed on; `flush` makes it lasting when they are stored. */
  note(article: FinishedArticle): void {
    if (this.#isWritten) this.#waiting.push(article);
  }

  /** Everything that was handed on before is stored by now. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#writeRejections(waiting.filter(({ rejections }) => rejections.length > 0));
    const records = Buffer.alloc(waiting.length * recordBytes);
    waiting.forEach((article, index) => {
      const words = wordsOf(article);
      words.forEach((word, place) => records.writeUInt32LE(word, index * recordBytes + place * 4));
      this.#put(words);
      if (article.rejections.length > 0) this.#rejections.set(article.pmcid, article.rejections);
    });
    const file = this.#openForAppending();
    try {
      writeAll(file, records);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** A record that a kill cut in half is overwritten. */
  #openForAppending(): number {
    mkdirSync(this.#folder, { recursive: true });
    const path = join(this.#folder, 'articles.bin');
    const whole = existsSync(path) ? Math.floor(statSync(path).size / recordBytes) * recordBytes : 0;
    if (existsSync(path) && statSync(path).size !== whole) {
      const rest = openSync(path, 'r+');
      // Padded to a record that names no article.
      writeAll(rest, Buffer.alloc(recordBytes), whole);
      closeSync(rest);
    }
    return openSync(path, 'a');
  }

  #writeRejections(articles: readonly FinishedArticle[]): void {
    if (articles.length === 0) return;
    mkdirSync(this.#folder, { recursive: true });
    const lines = articles.map(({ pmcid, rejections }) => `\n${JSON.stringify({ pmcid, rejections })}`);
    const file = openSync(join(this.#folder, 'rejections.jsonl'), 'a');
    try {
      writeAll(file, Buffer.from(lines.join('')));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  #load(): void {
    const path = join(this.#folder, 'articles.bin');
    if (!existsSync(path)) return;
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(readBytes);
      for (;;) {
        const bytes = readSync(file, buffer, 0, readBytes, null);
        const records = Math.floor(bytes / recordBytes);
        for (let at = 0; at < records * recordBytes; at += recordBytes) {
          const pmcid = buffer.readUInt32LE(at);
          if (pmcid === 0) continue;
          const [first, second] = [buffer.readUInt32LE(at + 4), buffer.readUInt32LE(at + 8)];
          this.#put([pmcid, first, second, buffer.readUInt32LE(at + 12)]);
        }
        if (bytes < readBytes) break;
      }
    } finally {
      closeSync(file);
    }
    this.#loadRejections();
  }

  /** Read for the articles that are marked only; lines that a kill cut in half belong to none. */
  #loadRejections(): void {
    const path = join(this.#folder, 'rejections.jsonl');
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const parsed = rejectionLine.safeParse(parseJson(line));
      if (!parsed.success) continue;
      const { pmcid, rejections } = parsed.data;
      const at = this.#slotOf(numberOf(pmcid));
      if (((this.#table[at + 3] ?? 0) & rejectionsBit) !== 0) this.#rejections.set(pmcid, rejections);
    }
  }

  #put(words: readonly [number, number, number, number]): void {
    if ((this.#count + 1) * 4 > this.#table.length * 0.6) this.#grow();
    const at = this.#slotOf(words[0]);
    if (this.#table[at] === 0) this.#count += 1;
    this.#table.set(words, at);
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    for (let from = 0; from < before.length; from += 4) {
      const key = before[from] ?? 0;
      if (key !== 0) this.#table.set(before.subarray(from, from + 4), this.#slotOf(key));
    }
  }

  /** Where the article is in the table, or would be. */
  #slotOf(pmcid: number): number {
    const slots = this.#table.length / 4;
    let slot = (Math.imul(pmcid, 0x9e37_79b1) >>> 0) % slots;
    while (this.#table[slot * 4] !== 0 && this.#table[slot * 4] !== pmcid) slot = (slot + 1) % slots;
    return slot * 4;
  }
}

const numberOf = (pmcid: string): number => Number(pmcid.slice(3)) >>> 0;

function wordsOf(article: FinishedArticle): [number, number, number, number] {
  const { pmcid, tag, figures, rejections, unselected } = article;
  const mark = rejections.length > 0 ? rejectionsBit : 0;
  const reason = unselected === undefined ? 0 : unselectedReasons.indexOf(unselected) + 1;
  return [numberOf(pmcid), tag[0], tag[1], (figures | (reason << reasonShift) | mark) >>> 0];
}

function writeAll(file: number, bytes: Uint8Array, position: number | null = null): void {
  let written = 0;
  while (written < bytes.length)
    written += writeSync(
      file,
      bytes,
      written,
      bytes.length - written,
      position === null ? null : position + written,
    );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
