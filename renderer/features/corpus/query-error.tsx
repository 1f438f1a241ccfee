import type { FigscopeError } from '#app/util/error.ts';
import { refreshView } from '#renderer/stores/corpus-view-store.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import type { CorpusPlace } from './query-link.ts';
import type { SetPlace } from './use-corpus-place.ts';

/** Why there is nothing to show, with the way on that fits the reason. */
export function QueryError(props: {
  corpus: string | undefined;
  error: FigscopeError;
  place: CorpusPlace;
  setPlace: SetPlace;
}) {
  const { corpus, error, place, setPlace } = props;
  const words = { message: error.message, remedy: error.remedy };
  if (error.code === 'invalid-input') {
    return (
      <ErrorState
        {...words}
        title="This query cannot be read"
        action={
          <Button onClick={() => setPlace({ ...place, query: { ...place.query, filter: '' } })}>
            Clear the filter
          </Button>
        }
      />
    );
  }
  if (error.code === 'not-found') {
    return (
      <ErrorState
        {...words}
        title={`No corpus is called ${corpus}`}
        action={
          <>
            <Button onClick={() => navigate({ view: 'corpus', subject: 'sample', params: {} })}>
              Open the sample corpus
            </Button>
            <Button variant="quiet" onClick={() => openImport(undefined, corpus)}>
              Import figures
            </Button>
          </>
        }
      />
    );
  }
  return <ErrorState {...words} title="The corpus cannot be read" onRetry={() => void refreshView()} />;
}
