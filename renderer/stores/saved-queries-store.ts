/** Queries that were given a name, of the corpus on screen. */
import { create } from 'zustand';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import type { SavedQuery } from '#app/domain/saved-query.ts';
import { follow, host } from './client.ts';
import { showFailure, showToast } from './toasts-store.ts';

interface SavedQueriesState {
  readonly corpus: string | undefined;
  /** Undefined until the host has answered. */
  readonly queries: readonly SavedQuery[] | undefined;
}

export const useSavedQueriesStore = create<SavedQueriesState>()(() => ({
  corpus: undefined,
  queries: undefined,
}));

const { setState } = useSavedQueriesStore;

/** Follows the saved queries of a corpus until the returned function is called. */
export function followSavedQueries(corpus: string): () => void {
  setState({ corpus, queries: undefined });
  return follow(
    'savedQueries.watch',
    { corpus },
    ({ queries }) => setState({ corpus, queries }),
    // Without them the view works as before; what is asked of them says why it fails.
    () => undefined,
  );
}

/** Keeps a query under a name; a name that is taken gets the new query. Answers true once it is on disk. */
export async function saveQuery(corpus: string, name: string, query: CorpusQuery): Promise<boolean> {
  const known = useSavedQueriesStore.getState().queries?.find((saved) => saved.name === name);
  return write(corpus, { id: known?.id ?? crypto.randomUUID(), name, query }, `Query “${name}” saved`);
}

export const renameQuery = (corpus: string, saved: SavedQuery, name: string): Promise<boolean> =>
  write(corpus, { id: saved.id, name, query: saved.query }, `Query is now called “${name}”`);

/** Forgets a query; the message brings it back. */
export async function removeQuery(corpus: string, saved: SavedQuery): Promise<void> {
  try {
    setState(await host()['savedQueries.remove']({ corpus, id: saved.id }));
    const { id, name, query } = saved;
    showToast({
      tone: 'info',
      title: `Query “${name}” deleted`,
      action: {
        label: 'Undo',
        run: () => void write(corpus, { id, name, query }, `Query “${name}” is back`),
      },
    });
  } catch (error) {
    showFailure('Not deleted', error, () => void removeQuery(corpus, saved));
  }
}

async function write(corpus: string, query: Omit<SavedQuery, 'createdAt'>, done: string): Promise<boolean> {
  try {
    setState(await host()['savedQueries.save']({ corpus, query }));
    showToast({ tone: 'positive', title: done });
    return true;
  } catch (error) {
    showFailure('Not saved', error, () => void write(corpus, query, done));
    return false;
  }
}
