import { useEffect, useState } from 'react';
import type { FigureDetail, FigureReference } from '#app/domain/corpus.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { host } from '#renderer/stores/client.ts';

/** Everything about one figure, fetched when it is shown. */
export function useFigure(
  corpus: string,
  figure: FigureReference,
): { readonly detail?: FigureDetail; readonly error?: FigscopeError } {
  const [held, setHeld] = useState<{ detail?: FigureDetail; error?: FigscopeError }>({});
  useEffect(() => {
    const leaving = new AbortController();
    host()
      ['corpus.figure']({ corpus, figure }, { signal: leaving.signal })
      .then(
        (detail) => setHeld({ detail }),
        (thrown: unknown) => {
          if (!leaving.signal.aborted) setHeld({ error: toFigscopeError(thrown) });
        },
      );
    return () => leaving.abort();
  }, [corpus, figure]);
  return held;
}
