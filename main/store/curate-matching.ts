/**
 * One change of every figure that a query selects, by the million: in many short transactions, so that reading goes on
 * and imports find their turn. All of them are one action, one step of undo; its entry exists from the first
 * transaction on and grows with each, so that a kill in the middle leaves a shorter action and never half a one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import type { CurationChange } from '#app/domain/curation.ts';
import type { Corpus } from './corpus.ts';
import type { CurationAction } from './curation-log.ts';
import { changeOf, describe, type Curated } from './curation.ts';
import { GrowingAction } from './growing-action.ts';
import { openView } from './view.ts';

/** Figures that are looked at between two looks at the clock. */
const rowsPerLook = 100;

export interface MatchingChange {
  readonly query: CorpusQuery;
  /** Row ids that stay as they are. */
  readonly except: ReadonlySet<number>;
  readonly change: CurationChange;
  readonly by: string;
}

export interface MatchingUpdate {
  /** Figures of the query that were looked at. */
  readonly done: number;
  readonly total: number;
  /** In the last update: what came of it. */
  readonly curated?: Curated;
}

/**
 * Applies the change. What the query selects is settled at the start: figures that stop matching because of the change
 * are still taken. When the signal fires, what is done stays, as one step that can be taken back.
 */
export async function* curateMatching(
  corpus: Corpus,
  { query, except, change, by }: MatchingChange,
  signal: AbortSignal,
): AsyncGenerator<MatchingUpdate> {
  const ids = openView(corpus, query).ids();
  const changed = changeOf(change);
  const describeSoFar = (figures: number): string => describe(change, figures);
  const growing = new GrowingAction(corpus, { kind: 'edit', target: null, by, describe: describeSoFar });
  let at = 0;
  const work = (action: CurationAction): boolean => {
    for (const end = Math.min(ids.length, at + rowsPerLook); at < end; at += 1) {
      if (!except.has(ids[at])) action.change(ids[at], changed);
    }
    return at < ids.length;
  };
  while (at < ids.length && !signal.aborted) {
    growing.transaction(work);
    yield { done: at, total: ids.length };
    await nextTurn();
  }
  yield {
    done: at,
    total: ids.length,
    curated: { figures: growing.named, summary: growing.summary },
  };
}
