/**
 * Curation: status, tags and captions. A change of named figures is one transaction on a connection with
 * synchronous=FULL, so that an answer means that it is on the disk.
 */
import type { CurationChange } from '#app/domain/curation.ts';
import { unreachable } from '#app/util/error.ts';
import type { Corpus } from './corpus.ts';
import { CurationAction, type CuratedState } from './curation-log.ts';
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
  return withStoreErrors('save the change', () => {
    const result = inTransactionSoon(corpus.database, corpus.folder, () => {
      const action = new CurationAction(corpus.curation);
      const changed = changeOf(change);
      for (const figure of figures) action.change(figure, changed);
      const summary = describe(change, action.figures.length);
      action.finish('edit', null, by, summary);
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
