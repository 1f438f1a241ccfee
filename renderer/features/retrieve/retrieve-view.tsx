/** Retrieve: a query by words, image or figure; its hits with rank and cosine; the recall of the model at the right. */
import { useEffect, useRef, type DragEvent } from 'react';
import type { Direction } from '#app/domain/search.ts';
import { chooseCorpus, useCorporaStore, visitCorpus } from '#renderer/stores/corpora-store.ts';
import { clearSearch, search, uploadQueryImage } from '#renderer/stores/retrieve-store.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { carriesFiles, droppedFiles, type DroppedFile } from '#renderer/ui/dropped-files.ts';
import { HidePane, SidePane } from '#renderer/ui/pane.tsx';
import { usePaneOpen } from '#renderer/ui/use-pane-open.ts';
import { Hits } from './hits.tsx';
import { directionsFrom, paramsOf, placeOf, queryOf, type RetrievePlace, withQuery } from './place.ts';
import { QueryPane } from './query-pane.tsx';
import { RecallPane } from './recall-pane.tsx';
import { RetrieveTopBar } from './retrieve-top-bar.tsx';
import styles from './retrieve-view.module.css';
import { usePastedImage } from './use-pasted-image.ts';
import { useRetrieveKeys } from './use-retrieve-keys.ts';

export function RetrieveView() {
  const { subject, params } = useRouteStore((state) => state.route);
  const { corpora, lastCorpus } = useCorporaStore();
  const corpus = chooseCorpus(corpora ?? [], subject, lastCorpus);
  const place = placeOf(params);
  const list = useRef<HTMLOListElement>(null);
  const words = useRef<HTMLInputElement>(null);
  const [recallOpen, setRecallOpen] = usePaneOpen('retrieve.recall');
  useEffect(() => {
    if (corpus !== undefined) visitCorpus(corpus);
  }, [corpus]);

  const goTo = (next: RetrievePlace): void =>
    navigate({ view: 'retrieve', subject: corpus, params: paramsOf(next) });
  const change = (part: Partial<RetrievePlace>): void => goTo({ ...place, ...part });
  const like = (figure: number): void => goTo(withQuery(place, { like: figure }));
  const allowed = directionsFrom(queryOf(place)?.kind ?? 'text');
  const direction = place.direction && allowed.includes(place.direction) ? place.direction : allowed[0];
  useSearch(corpus, place, direction);

  const useImage = async ({ path, file }: DroppedFile): Promise<void> => {
    try {
      const source = await uploadQueryImage({ path, file });
      if (source.kind === 'grant')
        goTo(withQuery(place, { image: { grant: source.id, name: path.split('/').at(-1) ?? path } }));
    } catch (error) {
      showFailure('Not searched', error);
    }
  };
  usePastedImage((file) => void useImage(file));
  const onDrop = (event: DragEvent) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then(([first]) => (first ? useImage(first) : undefined));
  };
  useRetrieveKeys({ corpus, place, list, words, onPlace: change, onLike: like });

  return (
    // Dropping anywhere is a shortcut; the button in the field and Ctrl+V do the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.view}
      aria-label="Retrieve"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      <RetrieveTopBar
        corpus={corpus}
        place={place}
        direction={direction}
        allowed={allowed}
        onChange={change}
      />
      <div className={styles.centre}>
        <QueryPane
          key={`${place.text}-${place.like ?? ''}-${place.image?.grant ?? ''}`}
          corpus={corpus}
          place={place}
          words={words}
          onText={(text) => goTo(withQuery(place, { text }))}
          onImage={(file) => void useImage(file)}
          onMode={(mode) => change({ mode })}
          onFilter={(filter) => change({ filter })}
          onClear={() => goTo(withQuery(place, { text: '' }))}
        />
        <Hits corpus={corpus} place={place} list={list} onLike={like} onPlace={change} />
      </div>
      {corpus !== undefined && (
        <SidePane
          id="retrieve.recall"
          label="Recall"
          side="right"
          min={300}
          initial={372}
          max={560}
          open={recallOpen}
          onOpenChange={setRecallOpen}
        >
          <RecallPane
            corpus={corpus}
            model={place.model}
            hide={<HidePane label="Recall" side="right" onHide={() => setRecallOpen(false)} />}
            onLike={(figure) => goTo(withQuery(place, { like: figure, direction: 'image-text' }))}
          />
        </SidePane>
      )}
    </section>
  );
}

/** Asks again whenever what is asked has changed. */
function useSearch(corpus: string | undefined, place: RetrievePlace, direction: Direction): void {
  const query = queryOf(place);
  const { mode, filter, model, exact, collapse } = place;
  const key = JSON.stringify({ corpus, query, direction, mode, filter, model, exact, collapse });
  useEffect(() => {
    if (corpus === undefined || !query) return clearSearch();
    const kind = query.kind === 'text' ? mode : 'semantic';
    void search({ corpus, query, direction, mode: kind, filter, model, exact, collapse });
    // The key says it all.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
}
