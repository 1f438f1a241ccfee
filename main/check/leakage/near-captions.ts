/** Captions in different splits that differ in a few words. */
import { textOf } from '#main/store/cells.ts';
import type { OpenContext } from '../context.ts';
import { number } from '../findings.ts';
import { breathe, type Budget, type Step } from '../pace.ts';
import { bands, captionSimilarity, nearSimilarity } from './caption-keys.ts';
import { candidatesIn, PairSet } from './candidates.ts';
import { groupsOf } from './groups.ts';
import type { LeakList } from './leak-list.ts';
import { field, type RowKeys } from './row-keys.ts';

export async function* nearCaptions(
  { database, findings, signal }: OpenContext,
  keys: RowKeys,
  leaks: LeakList,
  budget: Budget,
): AsyncGenerator<Step> {
  const caption = database.prepare('SELECT caption FROM figure WHERE id = ?');
  const captionOf = (row: number): string => textOf(caption.get(row)?.['caption'] ?? '');
  const equal = keys.column(field.caption);
  const seen = new PairSet();
  let [compared, turn] = [0, performance.now()];
  let isWhole = true;
  for (let band = 0; band < bands; band += 1) {
    for (const rows of groupsOf(keys.column(field.bands + band))) {
      if (budget.isSpent || seen.isFull) {
        isWhole = false;
        break;
      }
      for (const [one, other] of candidatesIn(rows, (a, b) => leaks.crosses(a, b) && equal[a] !== equal[b])) {
        if (!seen.add(one, other)) continue;
        compared += 1;
        const similarity = captionSimilarity(captionOf(one), captionOf(other));
        if (similarity >= nearSimilarity) leaks.add('near-caption', one, other, similarity);
      }
      if (performance.now() - turn < 50) continue;
      yield { detail: `Similar captions: ${number(compared)} pairs compared`, fraction: band / bands };
      await breathe(signal);
      turn = performance.now();
    }
  }
  findings.look(
    `Similar captions: ${number(compared)} pairs across splits compared${isWhole ? '' : ', not all; the full check compares more'}.`,
  );
}
