import { Download, LayoutGrid, List } from 'lucide-react';
import { type RefObject, useCallback } from 'react';
import { useCorpus } from '#renderer/stores/corpora-store.ts';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { openExport } from '#renderer/stores/export-store.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { useRememberedNumber, useRememberedFlag } from '#renderer/ui/use-remembered.ts';
import type { VirtualGridHandle } from '#renderer/ui/virtual-grid.tsx';
import { FigureGrid } from './figure-grid.tsx';
import { OpeningNote } from './opening-note.tsx';
import { QueryError } from './query-error.tsx';
import type { CorpusPlace } from './query-link.ts';
import { ResultsBar } from './results-bar.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { SetPlace } from './use-corpus-place.ts';
import { setGoingTo } from './view-state.ts';
import styles from './results-pane.module.css';

/** The centre: what was found and how, the grid or list, and what to do with the selection. */
export function ResultsPane(props: {
  corpus: string | undefined;
  place: CorpusPlace;
  setPlace: SetPlace;
  grid: RefObject<VirtualGridHandle | null>;
  /** A figure is open beside it: fewer controls. */
  compact: boolean;
}) {
  const { corpus, place, setPlace, grid, compact } = props;
  const result = useCorpusViewStore((state) => state.result);
  const error = useCorpusViewStore((state) => state.error);
  const loading = useCorpusViewStore((state) => state.loading);
  const shownCorpus = useCorpusViewStore((state) => state.corpus);
  const [listLast, setListLast] = useRememberedFlag('corpus.list', false);
  const list = place.layout ? place.layout === 'list' : listLast;
  // On wide screens the thumbnails grow; text does not.
  const wide = useMediaQuery('(min-width: 2200px)');
  const [thumbnail, setThumbnail] = useRememberedNumber('corpus.thumbnail', wide ? 210 : 158, 96, 360);
  const summary = useCorpus(corpus);
  const { text, filter } = place.query;
  const openFigure = useCallback(
    (figure: number) => setPlace({ ...place, figure }, { replace: place.figure !== undefined }),
    [place, setPlace],
  );

  if (error && (!result || error.code === 'invalid-input')) {
    return <QueryError corpus={corpus} error={error} place={place} setPlace={setPlace} />;
  }
  // For one rendering after a switch the rows are still those of the corpus before.
  if (!result || shownCorpus !== corpus) {
    return (
      <div className={styles.wait}>
        <OpeningNote corpus={corpus} />
      </div>
    );
  }
  if (result.total === 0 && text === '' && filter === '') {
    return (
      <EmptyState
        ghosts
        title={`No figures in ${corpus} yet`}
        action={
          <Button
            variant="primary"
            size="large"
            icon={Download}
            onClick={() => openImport(undefined, corpus)}
          >
            Import figures
          </Button>
        }
        alternative={
          corpus !== 'sample' && <a href={linkTo('corpus', 'sample')}>Open the sample corpus instead</a>
        }
      >
        Drop a PMC folder, an archive, JATS files, WebDataset shards, a CSV file or a folder of images.
        Figures show up while the import runs.
      </EmptyState>
    );
  }
  return (
    <>
      <ResultsBar
        result={result}
        corpusTotal={summary?.figures}
        loading={loading}
        compact={compact}
        query={place.query}
        onSort={(sort) => {
          const { sort: _before, ...rest } = place.query;
          setPlace({ ...place, query: sort ? { ...rest, sort } : rest });
        }}
        thumbnail={thumbnail}
        onThumbnail={setThumbnail}
        onImport={() => openImport(undefined, corpus)}
        onExport={() => corpus !== undefined && openExport(corpus, place.query)}
        onGoTo={() => setGoingTo(true)}
        layout={list ? 'list' : 'grid'}
        onLayout={(layout) => {
          setListLast(layout === 'list');
          setPlace({ ...place, layout }, { replace: true });
        }}
        layouts={[
          { value: 'grid', label: 'Grid', icon: LayoutGrid },
          { value: 'list', label: 'List', icon: List },
        ]}
      />
      {result.total === 0 ? (
        <EmptyState
          title="No figure matches"
          action={
            <Button onClick={() => setPlace({ ...place, query: { text: '', filter: '' } })}>
              Clear the query
            </Button>
          }
        >
          {summary?.figures
            ? `All ${summary.figures.toLocaleString('en-GB')} figures of ${corpus} are left out. `
            : ''}
          {filter === '' ? 'Try fewer or other words.' : 'Take a filter away, or try other words.'}
        </EmptyState>
      ) : (
        <FigureGrid
          corpus={corpus ?? ''}
          total={result.total}
          list={list}
          thumbnail={thumbnail}
          open={place.figure}
          onOpen={openFigure}
          grid={grid}
        />
      )}
      <SelectionBar corpus={corpus} total={result.total} />
    </>
  );
}
