import { useMemo } from 'react';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { openExport } from '#renderer/stores/export-store.ts';
import { retryImages } from '#renderer/stores/image-failures.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { type PaletteCommand, usePaletteCommands } from '#renderer/stores/palette-store.ts';
import { useSavedQueriesStore } from '#renderer/stores/saved-queries-store.ts';
import { formatNoun } from '#renderer/ui/format.ts';
import { exportSelected, setStatus } from './actions.ts';
import type { CorpusPlace } from './query-link.ts';
import { queryWords } from './saved-queries-menu.tsx';
import { setSavedLayer } from './saved-queries-state.ts';
import { allOf, selectedCount } from './selection.ts';
import type { SetPlace } from './use-corpus-place.ts';
import { setGoingTo, setSelection, setTagging, useViewState } from './view-state.ts';

/** What the palette can do in this view. */
export function useCorpusCommands(corpus: string | undefined, place: CorpusPlace, setPlace: SetPlace): void {
  const total = useCorpusViewStore((state) => state.result?.total ?? 0);
  const queries = useSavedQueriesStore((state) => state.queries);
  const selected = useViewState((state) => selectedCount(state.selection));
  const commands = useMemo((): readonly PaletteCommand[] => {
    if (corpus === undefined) return [];
    const group = 'Corpus';
    return [
      {
        id: 'corpus-all',
        group,
        label: 'Select all that match',
        detail: formatNoun(total, 'figure'),
        keys: 'Ctrl+A',
        run: () => setSelection(allOf(total)),
      },
      { id: 'corpus-tag', group, label: 'Tag the selection', keys: 'T', run: () => setTagging(true) },
      {
        id: 'corpus-accept',
        group,
        label: 'Accept the selection',
        keys: 'A',
        run: () => void setStatus(corpus, 'accepted'),
      },
      {
        id: 'corpus-reject',
        group,
        label: 'Reject the selection',
        keys: 'N',
        run: () => void setStatus(corpus, 'rejected'),
      },
      {
        id: 'corpus-go-to',
        group,
        label: 'Go to a place or a figure…',
        keys: 'G',
        run: () => setGoingTo(true),
      },
      {
        id: 'corpus-save-query',
        group,
        label: 'Save this query…',
        keys: 'Ctrl+S',
        run: () => setSavedLayer('save'),
      },
      ...(queries ?? []).map((saved) => ({
        id: `corpus-query-${saved.id}`,
        group: 'Saved queries',
        label: `Open ${saved.name}`,
        detail: queryWords(saved.query),
        run: () => setPlace({ ...place, figure: undefined, query: saved.query }),
      })),
      ...(queries?.length
        ? [
            {
              id: 'corpus-manage-queries',
              group: 'Saved queries',
              label: 'Rename or delete saved queries…',
              run: () => setSavedLayer('manage'),
            },
          ]
        : []),
      {
        id: 'corpus-images',
        group,
        label: 'Try images again that could not be shown',
        run: retryImages,
      },
      {
        id: 'corpus-clear',
        group,
        label: 'Clear the query',
        run: () => setPlace({ ...place, query: { text: '', filter: '' } }),
      },
      {
        id: 'corpus-import',
        group,
        label: `Import figures into ${corpus}…`,
        run: () => openImport(undefined, corpus),
      },
      {
        id: 'corpus-export',
        group,
        label: `Export figures of ${corpus}…`,
        detail: formatNoun(total, 'figure'),
        run: () => openExport(corpus, place.query),
      },
      ...(selected > 0
        ? [
            {
              id: 'corpus-export-selected',
              group,
              label: 'Export the selected figures…',
              detail: formatNoun(selected, 'figure'),
              run: () => exportSelected(corpus),
            },
          ]
        : []),
    ];
  }, [corpus, place, queries, selected, setPlace, total]);
  usePaletteCommands('corpus', commands);
}
