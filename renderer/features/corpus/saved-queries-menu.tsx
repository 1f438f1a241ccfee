import { BookmarkPlus, ListChecks, Star } from 'lucide-react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { useSavedQueriesStore } from '#renderer/stores/saved-queries-store.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { queryKey } from './query-link.ts';
import { setSavedLayer } from './saved-queries-state.ts';

/** The star of the query bar: keep this query under a name, or open one that was kept. */
export function SavedQueriesMenu(props: { query: CorpusQuery; onOpen: (query: CorpusQuery) => void }) {
  const { query, onOpen } = props;
  const queries = useSavedQueriesStore((state) => state.queries) ?? [];
  const current = queries.find((saved) => queryKey(saved.query) === queryKey(query));
  const entries: readonly MenuEntry[] = [
    {
      kind: 'item',
      label: 'Save this query…',
      icon: BookmarkPlus,
      keys: 'Ctrl+S',
      onSelect: () => setSavedLayer('save'),
    },
    ...(queries.length === 0
      ? []
      : [
          { kind: 'heading', label: 'Saved queries' } as const,
          ...queries.map(
            (saved): MenuEntry => ({
              kind: 'item',
              label: saved.name,
              detail: queryWords(saved.query),
              current: saved === current,
              onSelect: () => onOpen(saved.query),
            }),
          ),
          { kind: 'line' } as const,
          {
            kind: 'item',
            label: 'Rename or delete…',
            icon: ListChecks,
            onSelect: () => setSavedLayer('manage'),
          } as const,
        ]),
  ];
  const label = current ? `Saved queries: ${current.name}` : 'Saved queries';
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={Star} size="small" label={label} pressed={current !== undefined} />}
      entries={entries}
    />
  );
}

/** A query in a few words: `“lung” modality:ct`. */
export const queryWords = ({ text, filter }: CorpusQuery): string =>
  [text && `“${text}”`, filter].filter(Boolean).join(' ') || 'all figures';
