/**
 * Curation: status, tags and captions, with undo and redo that survive a restart. Every action is one transaction
 * on a connection with synchronous=FULL, so that an answer means that the change is on the disk.
 */
import type { CurationChange } from '#app/domain/curation.ts';
import { curationStatuses } from '#app/domain/figure.ts';
import { FigscopeError, unreachable } from '#app/util/error.ts';
import { numberOf, stringsOf, textOf } from './cells.ts';
import type { Corpus } from './corpus.ts';
import { CurationAction, type CuratedState, type GroupKind } from './curation-log.ts';
import { withStoreErrors } from './store-error.ts';
import { inTransactionSoon } from './write-queue.ts';

export interface Curated {
  /** Figures that changed, by row id. */
  readonly figures: readonly number[];
  /** What happened, for people: "Tag unclear added to 3 figures". */
  readonly summary: string;
}

/** Applies one change to figures (row ids) as one action. Figures that are so already get no history entry. */
export function applyCuration(
  corpus: Corpus,
  figures: readonly number[],
  change: CurationChange,
  by: string,
): Curated {
  return act(corpus, (action) => {
    const changed = changeOf(change);
    for (const figure of figures) action.change(figure, changed);
    const summary = describe(change, action.figures.length);
    action.finish('edit', null, by, summary);
    return summary;
  });
}

/** Takes back the last action that is not taken back yet (that touched `figure`, when given), all of it. */
export function undoCuration(corpus: Corpus, by: string, figure?: number): Curated {
  const { lastDone, lastDoneOfFigure } = corpus.curation;
  return revert(corpus, 'undo', by, () =>
    figure === undefined ? lastDone.get() : lastDoneOfFigure.get(figure),
  );
}

/** Brings back what was undone last; refused once something new was done since. */
export function redoCuration(corpus: Corpus, by: string): Curated {
  return revert(corpus, 'redo', by, () => corpus.curation.lastUndone.get());
}

function act(corpus: Corpus, work: (action: CurationAction) => string): Curated {
  return withStoreErrors('save the change', () => {
    const result = inTransactionSoon(corpus.database, corpus.folder, () => {
      const action = new CurationAction(corpus.curation);
      const summary = work(action);
      return { figures: action.figures, summary };
    });
    corpus.refresh();
    return result;
  });
}

/** What a change makes of the state of a figure. */
export function changeOf(change: CurationChange): (state: CuratedState) => Partial<CuratedState> {
  switch (change.kind) {
    case 'status':
      return () => ({ status: change.status });
    case 'caption':
      return () => ({ caption: change.caption });
    case 'tags': {
      const add = change.add.map((tag) => tag.trim()).filter((tag) => tag !== '');
      const remove = new Set(change.remove.map((tag) => tag.trim()));
      return ({ tags }) => ({ tags: [...tags.filter((tag) => !remove.has(tag)), ...add] });
    }
    default:
      return unreachable(change, 'change');
  }
}

/** Undo and redo differ in direction only: the steps of the action, last first or first first. */
function revert(
  corpus: Corpus,
  kind: Extract<GroupKind, 'undo' | 'redo'>,
  by: string,
  find: () => Record<string, unknown> | undefined,
): Curated {
  return act(corpus, (action) => {
    const { groupById, markUndone } = corpus.curation;
    const found = find()?.['grp'];
    const target = typeof found === 'number' ? groupById.get(found) : undefined;
    if (!target) {
      throw new FigscopeError('not-found', {
        message: `There is nothing to ${kind}.`,
        remedy:
          kind === 'undo'
            ? 'Nothing was changed yet, or all of it is undone.'
            : 'Something new was done since the last undo.',
      });
    }
    const group = numberOf(target['grp']);
    for (const step of stepsOf(corpus, group, numberOf(target['first']), numberOf(target['last']))) {
      const [from, to] = kind === 'undo' ? [step.after, step.before] : [step.before, step.after];
      action.change(step.figure, (state) => stepped(state, step.field, from, to));
    }
    markUndone.run(kind === 'undo' ? action.group : null, group);
    const summary = `${kind === 'undo' ? 'Undone' : 'Redone'}: ${textOf(target['summary'])}`;
    action.finish(kind, group, by, summary);
    return summary;
  });
}

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

/** What was changed, for people. */
export function describe(change: CurationChange, figures: number): string {
  if (figures === 0) return 'Nothing changed';
  const which = figures === 1 ? 'figure' : `${figures.toLocaleString('en')} figures`;
  switch (change.kind) {
    case 'status':
      return `${figures === 1 ? 'Figure' : which} marked ${change.status}`;
    case 'caption':
      return figures === 1 ? 'Caption saved' : `Caption of ${which} saved`;
    case 'tags': {
      const name = (tags: readonly string[]): string =>
        `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
      const parts = [
        ...(change.add.length > 0 ? [`${name(change.add)} added to ${which}`] : []),
        ...(change.remove.length > 0 ? [`${name(change.remove)} removed from ${which}`] : []),
      ];
      const sentence = parts.join(', ');
      return sentence.charAt(0).toUpperCase() + sentence.slice(1);
    }
    default:
      return unreachable(change, 'change');
  }
}
