/**
 * Undo and redo: new actions that reverse the steps of an old one, however many those are, in short transactions. An
 * action counts as undone (or done again) when the last of them is written. One that was cut off in the middle can be
 * asked for again: what is reversed already stays as it is, and the rest follows.
 */
import { curationStatuses } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { numberOf, stringsOf, textOf } from './cells.ts';
import type { Corpus } from './corpus.ts';
import type { Curated } from './curation.ts';
import type { CuratedState, GroupKind } from './curation-log.ts';
import { GrowingAction } from './growing-action.ts';
import { finish, type Steps } from './steps.ts';

/** Steps that are reversed between two looks at the clock. */
const stepsPerLook = 100;

/** Takes back the last action that is not taken back yet (that touched `figure`, when given), all of it. */
export function undoCuration(corpus: Corpus, by: string, figure?: number): Curated {
  return finish(undoSteps(corpus, by, figure));
}

/** The same in steps, each a transaction of about so many milliseconds. */
export function undoSteps(
  corpus: Corpus,
  by: string,
  figure?: number,
  transactionMs?: number,
): Steps<Curated> {
  const { lastDone, lastDoneOfFigure } = corpus.curation;
  const find = () => (figure === undefined ? lastDone.get() : lastDoneOfFigure.get(figure));
  return revert(corpus, 'undo', by, find, transactionMs);
}

/** Brings back what was undone last; refused once something new was done since. */
export function redoCuration(corpus: Corpus, by: string): Curated {
  return finish(redoSteps(corpus, by));
}

/** The same in steps, each a transaction of about so many milliseconds. */
export function redoSteps(corpus: Corpus, by: string, transactionMs?: number): Steps<Curated> {
  return revert(corpus, 'redo', by, () => corpus.curation.lastUndone.get(), transactionMs);
}

/** Undo and redo differ in direction only. */
function* revert(
  corpus: Corpus,
  kind: Extract<GroupKind, 'undo' | 'redo'>,
  by: string,
  find: () => Record<string, unknown> | undefined,
  transactionMs = 60,
): Steps<Curated> {
  const { groupById, markUndone } = corpus.curation;
  const found = find()?.['grp'];
  const target = typeof found === 'number' ? groupById.get(found) : undefined;
  if (!target) throw nothingTo(kind);
  const group = numberOf(target['grp']);
  const summary = `${kind === 'undo' ? 'Undone' : 'Redone'}: ${textOf(target['summary'])}`;
  const growing = new GrowingAction(corpus, {
    kind,
    target: group,
    by,
    describe: () => summary,
    transactionMs,
  });
  const steps = stepsOf(corpus, group, numberOf(target['first']), numberOf(target['last']));
  const isOfUndo = kind === 'undo';
  while (
    growing.transaction(
      (action) => {
        for (let count = 0; count < stepsPerLook; count += 1) {
          const next = steps.next();
          if (next.done) return false;
          const { figure, field, before, after } = next.value;
          const [from, to] = isOfUndo ? [after, before] : [before, after];
          action.change(figure, (state) => stepped(state, field, from, to));
        }
        return true;
      },
      (own) => markUndone.run(isOfUndo ? own : null, group),
    )
  )
    yield;
  return { figures: growing.named, summary };
}

const nothingTo = (kind: 'undo' | 'redo'): FigscopeError =>
  new FigscopeError('not-found', {
    message: `There is nothing to ${kind}.`,
    remedy:
      kind === 'undo'
        ? 'Nothing was changed yet, or all of it is undone.'
        : 'Something new was done since the last undo.',
  });

interface Step {
  readonly figure: number;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** Steps of one action, read in pages: a bulk action may have millions, with steps of others in between. */
function* stepsOf(corpus: Corpus, group: number, first: number, last: number): Generator<Step> {
  for (let from = first; from <= last; ) {
    const page = corpus.curation.steps.all(from, last, group);
    if (page.length === 0) return;
    for (const row of page) {
      yield {
        figure: numberOf(row['figure']),
        field: textOf(row['field']),
        before: textOf(row['before']),
        after: textOf(row['after']),
      };
      from = numberOf(row['sequence']) + 1;
    }
  }
}

/**
 * One step taken from `from` to `to`. Undoing an old action of one figure must not overwrite what others did to the
 * rest of its figures since: a value that is no longer `from` stays; of tags only those that the step moved move.
 */
function stepped(state: CuratedState, field: string, from: string, to: string): Partial<CuratedState> {
  switch (field) {
    case 'status':
      return {
        status:
          state.status === from
            ? (curationStatuses.find((status) => status === to) ?? state.status)
            : state.status,
      };
    case 'caption':
      return { caption: state.caption === from ? to : state.caption };
    default: {
      const [gone, kept] = [stringsOf(from), stringsOf(to)];
      return {
        tags: [
          ...state.tags.filter((tag) => kept.includes(tag) || !gone.includes(tag)),
          ...kept.filter((tag) => !gone.includes(tag)),
        ],
      };
    }
  }
}
