import { Download, ShieldCheck } from 'lucide-react';
import type { RefObject } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { showCheck } from '#renderer/stores/check-store.ts';
import { useCorporaStore, useCorpus } from '#renderer/stores/corpora-store.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { navigate } from '#renderer/stores/route-store.ts';
import { CorpusSwitch } from '#renderer/ui/corpus-switch.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import { QueryBar } from './query-bar.tsx';
import type { CorpusPlace } from './query-link.ts';
import { SavedQueriesDialogs } from './saved-queries-dialogs.tsx';
import { SavedQueriesMenu } from './saved-queries-menu.tsx';
import type { SetPlace } from './use-corpus-place.ts';

/** Which corpus, and its query. */
export function CorpusTopBar(props: {
  corpus: string | undefined;
  place: CorpusPlace;
  setPlace: SetPlace;
  queryField: RefObject<HTMLInputElement | null>;
}) {
  const { corpus, place, setPlace, queryField } = props;
  const corpora = useCorporaStore((state) => state.corpora);
  const summary = useCorpus(corpus);
  const openQuery = (query: CorpusQuery): void => setPlace({ ...place, figure: undefined, query });
  return (
    <TopBar>
      <VisuallyHidden>
        <h1>Corpus {corpus}</h1>
      </VisuallyHidden>
      <CorpusSwitch
        current={corpus}
        detail={summary && formatNoun(summary.pairs, 'pair')}
        corpora={corpora ?? []}
        onChange={(name) => navigate({ view: 'corpus', subject: name, params: {} })}
        more={[
          {
            kind: 'item',
            label: 'Import figures…',
            icon: Download,
            onSelect: () => openImport(undefined, corpus),
          },
          ...(corpus === undefined
            ? []
            : [
                {
                  kind: 'item',
                  label: 'Check this corpus',
                  icon: ShieldCheck,
                  onSelect: () => showCheck(corpus),
                } as const,
              ]),
        ]}
      />
      <ToolbarLine />
      <QueryBar
        key={corpus}
        corpus={corpus}
        query={place.query}
        fieldRef={queryField}
        onQuery={(query, options) => setPlace({ ...place, query }, options)}
        buttons={<SavedQueriesMenu query={place.query} onOpen={openQuery} />}
      />
      {corpus !== undefined && <SavedQueriesDialogs corpus={corpus} query={place.query} onOpen={openQuery} />}
    </TopBar>
  );
}
