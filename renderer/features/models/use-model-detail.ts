/** What is inside a model, read when it is first looked at. */
import { useCallback, useEffect, useState } from 'react';
import type { ModelDetail, ModelSummary } from '#app/domain/model.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { host } from '#renderer/stores/client.ts';

export type DetailState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly detail: ModelDetail }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** Read again when the weights under a name became others: a run goes on training. */
export function useModelDetail({ name, passport }: ModelSummary): readonly [DetailState, () => void] {
  const [state, setState] = useState<DetailState>({ kind: 'reading' });
  const [attempt, setAttempt] = useState(0);
  const weights = passport.weightsHash;
  useEffect(() => {
    const leaving = new AbortController();
    host()
      ['models.show']({ model: name }, { signal: leaving.signal })
      .then(
        (detail) => setState({ kind: 'read', detail }),
        (error: unknown) => {
          if (!leaving.signal.aborted) setState({ kind: 'failed', error: errorRecord(error) });
        },
      );
    return () => leaving.abort();
  }, [name, weights, attempt]);
  const retry = useCallback(() => {
    setState({ kind: 'reading' });
    setAttempt((count) => count + 1);
  }, []);
  return [state, retry];
}
