/** Figures of different splits that are the same thing, or nearly; and how many are there twice at all. */
import type { Leak } from '#app/domain/check.ts';
import type { OpenContext } from '../context.ts';
import { partOf } from '../findings.ts';
import { breathe, Budget, type Step } from '../pace.ts';
import { groupsOf, groupsOfPairs } from './groups.ts';
import { LeakList, type LeakKind } from './leak-list.ts';
import { nearCaptions } from './near-captions.ts';
import { nearPictures } from './near-pictures.ts';
import { field, rowKeys, type RowKeys } from './row-keys.ts';

export interface Leakage {
  readonly pairs: readonly Leak[];
  readonly counts: Partial<Record<LeakKind, number>>;
  readonly duplicates: { readonly images: number; readonly captions: number };
}

export const noLeaks: Leakage = { pairs: [], counts: {}, duplicates: { images: 0, captions: 0 } };

/** Time of a quick check for the fingerprints of new rows, and for comparing what is similar. */
const quickBudgetMs = { fingerprints: 20_000, comparisons: 8000 } as const;

/** Searches for leaks and duplicates over all figures. */
export async function* findLeaks(context: OpenContext): AsyncGenerator<Step, Leakage> {
  const { depth, findings, rows, signal } = context;
  const budget = (kind: keyof typeof quickBudgetMs): Budget =>
    new Budget(depth === 'full' ? Infinity : quickBudgetMs[kind]);
  using keys = yield* scaled(rowKeys(context, budget('fingerprints')), 0, 0.6);
  const left = keys.rows < rows ? '; the next check goes on from there' : '';
  findings.look(`Searched for leaks and duplicates: ${partOf(keys.rows, rows, 'figure')}${left}.`);
  const leaks = new LeakList(keys.column(field.split));

  yield { detail: 'Articles in several splits', fraction: 0.6 };
  for (const group of groupsOf(keys.column(field.article))) leaks.addGroup('article', group);
  await breathe(signal);
  yield { detail: 'Figures with the same image', fraction: 0.65 };
  const images = sameThings(keys, field.image, 'image', leaks);
  await breathe(signal);
  yield { detail: 'Figures with the same caption', fraction: 0.7 };
  const captions = sameThings(keys, field.caption, 'caption', leaks);
  await breathe(signal);
  yield* scaled(nearCaptions(context, keys, leaks, budget('comparisons')), 0.75, 0.1);
  yield* scaled(nearPictures(context, keys, leaks, budget('comparisons')), 0.85, 0.15);
  return { pairs: leaks.pairs, counts: leaks.counts, duplicates: { images, captions } };
}

/** Notes the leaks of one kind of equality and counts the figures that have a twin. */
function sameThings(keys: RowKeys, place: number, kind: 'image' | 'caption', leaks: LeakList): number {
  let twins = 0;
  for (const group of groupsOfPairs(keys.column(place), keys.column(place + 1))) {
    twins += group.length;
    leaks.addGroup(kind, group);
  }
  return twins;
}

/** The steps of a part as steps of the whole. */
async function* scaled<R>(
  steps: AsyncGenerator<Step, R>,
  from: number,
  share: number,
): AsyncGenerator<Step, R> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    yield { detail: step.value.detail, fraction: from + share * step.value.fraction };
  }
}
