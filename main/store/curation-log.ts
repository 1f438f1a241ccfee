/** One action of curation inside a transaction: changes figures one by one and writes every step down. */
import { curationStatuses, type CurationStatus } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { numberOf, optionalNumber, optionalText, stringsOf, textOf } from './cells.ts';
import type { CurationStatements } from './curation-statements.ts';
import { countWords } from './words.ts';

/** What a person can change about a figure, as it is now. */
export interface CuratedState {
  readonly status: CurationStatus;
  readonly tags: readonly string[];
  readonly caption: string;
}

interface StoredState extends CuratedState {
  readonly revision: number;
  /** The caption as published; null while nobody edited it. */
  readonly original: string | null;
}

export type GroupKind = 'edit' | 'undo' | 'redo' | 'import';

export class CurationAction {
  readonly #statements: CurationStatements;
  readonly #first: number;
  #next: number;
  /** Number of the action. */
  readonly group: number;
  /** Figures that really changed. */
  readonly figures: number[] = [];

  /** @param group of an action that goes on over several transactions; absent: a new one */
  constructor(statements: CurationStatements, group?: number) {
    this.#statements = statements;
    this.#first = 1 + numberOf(statements.lastSequence.get()?.['n']);
    this.#next = this.#first;
    this.group = group ?? 1 + numberOf(statements.lastGroup.get()?.['n']);
  }

  /** Number of the last step that was written. */
  get lastSequence(): number {
    return this.#next - 1;
  }

  /** Changes one figure to what `change` makes of its state; writes nothing when that is the same. */
  change(figure: number, change: (state: CuratedState) => Partial<CuratedState>): void {
    const before = this.#read(figure);
    const after: StoredState = { ...before, ...change(before) };
    const tagsBefore = JSON.stringify(before.tags);
    const tagsAfter = JSON.stringify(sortedTags(after.tags));
    let revision = before.revision;
    const step = (field: keyof CuratedState, old: string, current: string): void => {
      if (old === current) return;
      revision += 1;
      this.#statements.log.run(this.#next, this.group, figure, revision, field, old, current);
      this.#next += 1;
    };
    step('status', before.status, after.status);
    step('tags', tagsBefore, tagsAfter);
    step('caption', before.caption, after.caption);
    if (revision === before.revision) return;
    if (after.caption !== before.caption) this.#writeCaption(figure, before.caption, after.caption);
    const original = after.caption === before.caption ? before.original : (before.original ?? before.caption);
    this.#statements.save.run(
      figure,
      curationStatuses.indexOf(after.status),
      revision,
      this.#next - 1,
      tagsAfter,
      original,
    );
    this.figures.push(figure);
  }

  /** Closes the action; what changed nothing leaves no trace, unless it takes something back. */
  finish(kind: GroupKind, target: number | null, by: string, summary: string): void {
    if (target === null && this.figures.length === 0) return;
    const at = new Date().toISOString();
    this.#statements.group.run(this.group, kind, target, this.#first, this.#next - 1, by, at, summary);
  }

  #read(figure: number): StoredState {
    const row = this.#statements.current.get(figure);
    if (!row) throw new FigscopeError('not-found', `There is no figure ${figure} in this corpus.`);
    return {
      caption: textOf(row['caption']),
      status: curationStatuses[optionalNumber(row['status']) ?? 0],
      tags: row['tags'] === null ? [] : stringsOf(row['tags']),
      revision: optionalNumber(row['revision']) ?? 0,
      original: optionalText(row['original']) ?? null,
    };
  }

  #writeCaption(figure: number, before: string, after: string): void {
    this.#statements.unindex.run(figure, before);
    this.#statements.setCaption.run(after, countWords(after), figure);
    this.#statements.index.run(figure, after);
  }
}

function sortedTags(tags: readonly string[]): string[] {
  return [...new Set(tags)].sort();
}
