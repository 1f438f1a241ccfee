import { useEffect, useState } from 'react';
import type { FacetField, FacetValue } from '#app/domain/corpus.ts';
import { host } from '#renderer/stores/client.ts';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';

/** As many as the counts of a facet list; a field with fewer values is searched here. */
export const listedValues = 500;
const foundAtMost = 100;
const typingPauseMs = 120;

/** Values of a field that hold the letters. The host is asked where the list here is only the beginning of all. */
export function useFoundValues(
  field: FacetField,
  values: readonly FacetValue[],
  letters: string,
  nameOf: (value: string) => string,
): readonly FacetValue[] {
  const wanted = letters.trim().toLowerCase();
  const corpus = useCorpusViewStore((state) => state.corpus);
  const filter = useCorpusViewStore((state) => state.query.filter);
  const text = useCorpusViewStore((state) => state.query.text);
  const [found, setFound] = useState<{ readonly of: string; readonly values: readonly FacetValue[] }>();
  const isWhole = values.length < listedValues;
  useEffect(() => {
    if (wanted === '' || isWhole || corpus === undefined) return undefined;
    const leaving = new AbortController();
    const pause = setTimeout(() => {
      host()
        ['corpus.values'](
          { corpus, field, prefix: wanted, query: { filter, text }, limit: foundAtMost },
          { signal: leaving.signal },
        )
        .then(
          (answer) => setFound({ of: wanted, values: answer.values }),
          // The list that is here is searched instead.
          () => setFound(undefined),
        );
    }, typingPauseMs);
    return () => {
      clearTimeout(pause);
      leaving.abort();
    };
  }, [corpus, field, filter, isWhole, text, wanted]);
  if (wanted === '') return values;
  if (!isWhole && found?.of === wanted) return found.values;
  return values.filter(({ value }) => nameOf(value).toLowerCase().includes(wanted));
}
