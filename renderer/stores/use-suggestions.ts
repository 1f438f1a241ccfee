import { useEffect, useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { host } from './client.ts';
import {
  type CompletionPlace,
  fieldSuggestions,
  listedField,
  type Suggestion,
  valueSuggestions,
} from './completion.ts';

const typingPauseMs = 60;
const shownValues = 12;

/** What can be written at the caret. Values come from the host with their counts in the view; the list before stays until then. */
export function useSuggestions(
  corpus: string | undefined,
  query: CorpusQuery,
  place: CompletionPlace | undefined,
): readonly Suggestion[] {
  const [found, setFound] = useState<{ readonly key: string; readonly list: readonly Suggestion[] }>();
  const field = place?.kind === 'value' ? listedField(place.field) : undefined;
  const letters = place?.letters ?? '';
  const before = place?.kind === 'value' ? place.before.join('\u0000') : '';
  const key = `${field}\u0001${before}`;
  const { filter, text } = query;
  useEffect(() => {
    if (corpus === undefined || field === undefined) return undefined;
    const leaving = new AbortController();
    const pause = setTimeout(() => {
      const asked = { corpus, field, prefix: letters, query: { filter, text }, limit: shownValues };
      host()
        ['corpus.values'](asked, { signal: leaving.signal })
        .then(
          ({ values }) => setFound({ key, list: valueSuggestions(values, before.split('\u0000')) }),
          // A list that cannot be had is no reason to interrupt the typing.
          () => setFound(undefined),
        );
    }, typingPauseMs);
    return () => {
      clearTimeout(pause);
      leaving.abort();
    };
  }, [before, corpus, field, filter, key, letters, text]);
  if (!place) return [];
  if (place.kind === 'field') return fieldSuggestions(place.letters);
  return found?.key === key ? found.list : [];
}
