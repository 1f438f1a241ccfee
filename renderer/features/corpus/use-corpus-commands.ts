import { useMemo } from 'react';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { type PaletteCommand, usePaletteCommands } from '#renderer/stores/palette-store.ts';
import { formatNoun } from '#renderer/ui/format.ts';
import { setStatus } from './actions.ts';
import type { CorpusPlace } from './query-link.ts';
import { allOf } from './selection.ts';
import type { SetPlace } from './use-corpus-place.ts';
import { setSelection, setTagging } from './view-state.ts';

/** What the palette can do in this view. */
export function useCorpusCommands(corpus: string | undefined, place: CorpusPlace, setPlace: SetPlace): void {
  const total = useCorpusViewStore((state) => state.result?.total ?? 0);
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
    ];
  }, [corpus, place, setPlace, total]);
  usePaletteCommands('corpus', commands);
}
