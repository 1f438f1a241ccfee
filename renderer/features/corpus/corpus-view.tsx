import { useEffect, useRef } from 'react';
import { chooseCorpus, useCorporaStore, visitCorpus } from '#renderer/stores/corpora-store.ts';
import { beginAt, followChanges, leaveUnanswered, showQuery } from '#renderer/stores/corpus-view-store.ts';
import { parseHash } from '#renderer/stores/route.ts';
import { closeFigure, openFigure, reloadFigure } from '#renderer/stores/figure-store.ts';
import { followSavedQueries } from '#renderer/stores/saved-queries-store.ts';
import type { ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import { HidePane, SidePane } from '#renderer/ui/pane.tsx';
import { useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { useRememberedFlag } from '#renderer/ui/use-remembered.ts';
import type { VirtualGridHandle } from '#renderer/ui/virtual-grid.tsx';
import { CorpusTopBar } from './corpus-top-bar.tsx';
import { DetailPane } from './detail-pane.tsx';
import { FacetsPane } from './facets-pane.tsx';
import { FirstRun } from './first-run.tsx';
import { GoToField } from './go-to-field.tsx';
import { Preview } from './preview.tsx';
import { ResultsPane } from './results-pane.tsx';
import { useCorpusCommands } from './use-corpus-commands.ts';
import { useCorpusKeys } from './use-corpus-keys.ts';
import { placeOf } from './query-link.ts';
import { useCorpusPlace } from './use-corpus-place.ts';
import { setCursor, useViewState } from './view-state.ts';
import styles from './corpus-view.module.css';

/** Browse and curate one corpus: filters, grid or list, detail. */
export function CorpusView() {
  const corpora = useCorporaStore((state) => state.corpora);
  const last = useCorporaStore((state) => state.lastCorpus);
  const { asked, place, setPlace } = useCorpusPlace();
  const corpus = corpora ? chooseCorpus(corpora, asked, last) : undefined;
  const grid = useRef<VirtualGridHandle>(null);
  const viewer = useRef<ImageViewerHandle>(null);
  const queryField = useRef<HTMLInputElement>(null);
  const narrow = useMediaQuery('(max-width: 1279px)');
  const open = place.figure !== undefined;
  const [filtersAlone, setFiltersAlone] = useRememberedFlag('corpus.filters', true);
  const [filtersBeside, setFiltersBeside] = useRememberedFlag('corpus.filtersBesideDetail', false);
  const filtersOpen = open ? filtersBeside : filtersAlone;
  const setFiltersOpen = open ? setFiltersBeside : setFiltersAlone;

  const { text, filter, sort } = place.query;
  const { at } = place;
  const sortKey = sort ? `${sort.field}:${sort.direction}` : '';
  useEffect(() => {
    if (corpus === undefined) return;
    visitCorpus(corpus);
    const isNew = showQuery(corpus, { text, filter, ...(sort ? { sort } : {}) }, at);
    // Back from another view: the same rows are there, the cursor goes where the address says.
    if (!isNew && useViewState.getState().cursor !== at) setCursor(at);
    // `sort` is a new object with every rendering; its key says when it means something else. `at` only says
    // where to begin: the address follows the view from then on.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [corpus, text, filter, sortKey]);
  useEffect(() => leaveUnanswered, []);
  // Back and forward within one query: the address knows where it was, and the cursor is elsewhere.
  useEffect(() => {
    const onHistory = (): void => {
      const { view, params } = parseHash(location.hash);
      const { at: there } = placeOf(params);
      if (view === 'corpus' && !beginAt(there)) setCursor(there);
    };
    addEventListener('popstate', onHistory);
    return () => removeEventListener('popstate', onHistory);
  }, []);
  useEffect(() => {
    if (corpus === undefined) return undefined;
    const stops = [followChanges(corpus, () => void reloadFigure()), followSavedQueries(corpus)];
    return () => stops.forEach((stop) => stop());
  }, [corpus]);
  useEffect(() => {
    if (corpus !== undefined && place.figure !== undefined) openFigure(corpus, place.figure);
    else closeFigure();
  }, [corpus, place.figure]);

  const goingTo = useViewState((state) => state.goingTo);
  useCorpusCommands(corpus, place, setPlace);
  useCorpusKeys({
    corpus,
    place,
    setPlace,
    grid,
    viewer,
    queryField,
    toggleFilters: () => setFiltersOpen(!filtersOpen),
  });

  if (corpora?.length === 0 && asked === undefined) return <FirstRun />;
  const detail = open && corpus !== undefined && (
    <DetailPane corpus={corpus} figure={place.figure} viewer={viewer} place={place} setPlace={setPlace} />
  );
  return (
    <div className={styles.view}>
      <CorpusTopBar corpus={corpus} place={place} setPlace={setPlace} queryField={queryField} />
      {!(narrow && open) && (
        <SidePane
          id="corpus.filters"
          label="Filters"
          side="left"
          min={200}
          initial={248}
          max={420}
          open={filtersOpen}
          onOpenChange={setFiltersOpen}
        >
          <FacetsPane
            filter={filter}
            onFilter={(next) => setPlace({ ...place, query: { ...place.query, filter: next } })}
            hide={<HidePane label="Filters" side="left" onHide={() => setFiltersOpen(false)} />}
          />
        </SidePane>
      )}
      <div className={styles.main} data-strip={(narrow && open) || undefined}>
        <ResultsPane corpus={corpus} place={place} setPlace={setPlace} grid={grid} compact={open} />
      </div>
      {detail &&
        (narrow ? (
          <aside className={styles.wide} aria-label="Figure">
            {detail}
          </aside>
        ) : (
          <SidePane id="corpus.detail" label="Figure" side="right" min={520} initial={720} max={1080}>
            {detail}
          </SidePane>
        ))}
      {goingTo && <GoToField onGone={() => grid.current?.focus()} />}
      {corpus !== undefined && <Preview corpus={corpus} grid={grid} />}
    </div>
  );
}
