/**
 * One change of every figure that a query selects, by the million: in many short transactions, so that reading goes on
 * and imports find their turn. All of them are one action, one step of undo; its entry exists from the first
 * transaction on and grows with each, so that a kill in the middle leaves a shorter action and never half a one.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import type { CurationChange } from '#app/domain/curation.ts';
import type { Corpus } from './corpus.ts';
import { CurationAction } from './curation-log.ts';
import { changeOf, describe, type Curated } from './curation.ts';
import { withStoreErrors } from './store-error.ts';
import { openView } from './view.ts';
import { inTransactionSoon } from './write-queue.ts';

const transactionTargetMs = 60;
/** Figures that are looked at between two looks at the clock. */
const rowsPerLook = 100;
/** Figures that the answer names; a window shows no more at once. */
const namedFigures = 1000;

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
  const grow = corpus.database.prepare('UPDATE curation_group SET last = ?, summary = ? WHERE grp = ?');
  const named: number[] = [];
  let group: number | undefined;
  let count = 0;
  let at = 0;

  const work = (): void => {
    const action = new CurationAction(corpus.curation, group);
    const startedAt = performance.now();
    while (at < ids.length && performance.now() - startedAt < transactionTargetMs) {
      for (const end = Math.min(ids.length, at + rowsPerLook); at < end; at += 1) {
        if (!except.has(ids[at])) action.change(ids[at], changed);
      }
    }
    if (action.figures.length === 0) return;
    count += action.figures.length;
    named.push(...action.figures.slice(0, namedFigures - named.length));
    const summary = describe(change, count);
    if (group === undefined) action.finish('edit', null, by, summary);
    else grow.run(action.lastSequence, summary, group);
    group = action.group;
  };
  while (at < ids.length && !signal.aborted) {
    withStoreErrors('save the change', () => inTransactionSoon(corpus.database, corpus.folder, work));
    corpus.refresh();
    yield { done: at, total: ids.length };
    await nextTurn();
  }
  yield {
    done: at,
    total: ids.length,
    curated: { figures: named, summary: describe(change, count) },
  };
}
