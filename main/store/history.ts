/** The history of one figure: every step, newest first, with who and when. */
import type { HistoryEntry } from '#app/domain/curation.ts';
import { FigscopeError } from '#app/util/error.ts';
import { numberOf, optionalNumber, textOf } from './cells.ts';
import type { Corpus } from './corpus.ts';

/** Tags are written as JSON lists in `before` and `after`. */
export function historyOf(corpus: Corpus, figure: number): HistoryEntry[] {
  return corpus.statements.history.all(figure).map((row) => {
    const undoes = optionalNumber(row['target']);
    return {
      sequence: numberOf(row['sequence']),
      group: numberOf(row['grp']),
      figure: numberOf(row['figure']),
      revision: numberOf(row['revision']),
      at: textOf(row['at']),
      by: textOf(row['by']),
      field: fieldOf(textOf(row['field'])),
      before: textOf(row['before']),
      after: textOf(row['after']),
      ...(undoes === undefined ? {} : { undoes }),
    };
  });
}

function fieldOf(field: string): HistoryEntry['field'] {
  if (field === 'status' || field === 'tags' || field === 'caption') return field;
  throw new FigscopeError('internal', `The history names an unknown field: ${field}.`);
}
