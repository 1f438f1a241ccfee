/** Names that many rows share (journals, modalities), as dense codes from 1; code 0 means not known. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { numberOf, textOf } from './cells.ts';

export type DictionaryKind = 'journal' | 'modality';

export class Dictionary {
  readonly #kind: DictionaryKind;
  readonly #names: string[] = [''];
  readonly #codes = new Map<string, number>();
  readonly #newer: StatementSync;

  constructor(database: DatabaseSync, kind: DictionaryKind) {
    this.#kind = kind;
    this.#newer = database.prepare('SELECT code, name FROM dict WHERE kind = ? AND code >= ? ORDER BY code');
    this.refresh();
  }

  /** Number of codes in use, code 0 included. */
  get size(): number {
    return this.#names.length;
  }

  /** Takes in names that were added since, by this process or another. */
  refresh(): void {
    for (const row of this.#newer.iterate(this.#kind, this.#names.length)) {
      const name = textOf(row['name']);
      this.#names[numberOf(row['code'])] = name;
      this.#codes.set(name, numberOf(row['code']));
    }
  }

  /** The name of a code; undefined for 0. */
  name(code: number): string | undefined {
    return code === 0 ? undefined : this.#names[code];
  }

  /** Codes of all names that are equal but for case. */
  codesLike(name: string): number[] {
    const wanted = name.toLowerCase();
    const codes: number[] = [];
    this.#names.forEach((candidate, code) => {
      if (code > 0 && candidate.toLowerCase() === wanted) codes.push(code);
    });
    return codes;
  }

  /** For each code its place in alphabetical order; code 0 comes last. */
  alphabeticalRanks(): Uint32Array {
    const order = [...this.#names.keys()].slice(1);
    const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
    order.sort((a, b) => collator.compare(this.#names[a] ?? '', this.#names[b] ?? '') || a - b);
    const ranks = new Uint32Array(this.#names.length);
    order.forEach((code, rank) => {
      ranks[code] = rank;
    });
    ranks[0] = order.length;
    return ranks;
  }
}
