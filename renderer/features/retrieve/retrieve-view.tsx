/** Retrieve: a query by words, image or figure; its hits with rank and cosine; the recall of the model at the right. */
import { useEffect, useState, type DragEvent } from 'react';
import { type Direction, directions, type FileSource, type SearchQuery } from '#app/domain/search.ts';
import { chooseCorpus, useCorporaStore, useCorpus, visitCorpus } from '#renderer/stores/corpora-store.ts';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import { search, uploadQueryImage } from '#renderer/stores/retrieve-store.ts';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { CorpusSwitch } from '#renderer/ui/corpus-switch.tsx';
import { carriesFiles, droppedFiles, type DroppedFile } from '#renderer/ui/dropped-files.ts';
import { formatNoun } from '#renderer/ui/format.ts';
import { HidePane, SidePane } from '#renderer/ui/pane.tsx';
import { usePaneOpen } from '#renderer/ui/use-pane-open.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import { useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import { Hits } from './hits.tsx';
import { directionsFrom, paramsOf, placeOf, type RetrievePlace } from './place.ts';
import { QueryPane } from './query-pane.tsx';
import { RecallPane } from './recall-pane.tsx';
import styles from './retrieve-view.module.css';

/** An image to search with lives only as long as the window: it has no address. */
interface ImageQuery {
  readonly name: string;
  readonly url: string;
  readonly source: FileSource;
}

export function RetrieveView() {
  const { subject, params } = useRouteStore((state) => state.route);
  const { corpora, lastCorpus } = useCorporaStore();
  const corpus = chooseCorpus(corpora ?? [], subject, lastCorpus);
  const place = placeOf(params);
  const [image, setImage] = useState<ImageQuery>();
  const [recallOpen, setRecallOpen] = usePaneOpen('retrieve.recall');
  useEffect(() => {
    if (corpus !== undefined) visitCorpus(corpus);
  }, [corpus]);

  const go = (next: Partial<RetrievePlace>) => {
    setImage(undefined);
    navigate({ view: 'retrieve', subject: corpus, params: paramsOf({ ...place, ...next }) });
  };
  const query = queryOf(place, image);
  const allowed = directionsFrom(query?.kind ?? 'text');
  const direction = place.direction && allowed.includes(place.direction) ? place.direction : allowed[0];
  useSearch(corpus, query, direction, place);

  const useImage = async ({ path, file }: DroppedFile) => {
    try {
      setImage({
        name: path,
        url: URL.createObjectURL(file),
        source: await uploadQueryImage({ path, file }),
      });
    } catch (error) {
      showFailure('Not searched', error);
    }
  };
  const onDrop = (event: DragEvent) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then(([first]) => (first ? useImage(first) : undefined));
  };

  return (
    // Dropping anywhere is a shortcut; the drop zone and its button do the same.
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
        onChange={go}
        onDirection={(next) => (image ? setDirection(next) : go({ direction: next }))}
      />
      <div className={styles.centre}>
        <QueryPane
          key={`${place.text}-${place.like ?? ''}`}
          corpus={corpus}
          place={place}
          image={image}
          onText={(text) => go({ text, like: undefined, direction: undefined })}
          onImage={(file) => void useImage(file)}
          onMode={(mode) => go({ mode })}
        />
        <Hits
          corpus={corpus}
          place={place}
          onLike={(like) => go({ like, text: '', direction: undefined, mode: 'semantic' })}
        />
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
            onLike={(like) => go({ like, text: '', direction: 'image-text', mode: 'semantic' })}
          />
        </SidePane>
      )}
    </section>
  );

  function setDirection(next: Direction) {
    navigate(
      {
        view: 'retrieve',
        subject: corpus,
        params: paramsOf({ ...place, text: '', like: undefined, direction: next }),
      },
      { replace: true },
    );
  }
}

function queryOf(place: RetrievePlace, image: ImageQuery | undefined): SearchQuery | undefined {
  if (image) return { kind: 'image', source: image.source };
  if (place.like !== undefined) return { kind: 'like', figure: place.like };
  return place.text.trim() === '' ? undefined : { kind: 'text', text: place.text };
}

/** Asks again whenever what is asked has changed. */
function useSearch(
  corpus: string | undefined,
  query: SearchQuery | undefined,
  direction: Direction,
  place: RetrievePlace,
): void {
  const { mode, model } = place;
  const key = JSON.stringify({ corpus, query, direction, mode, model });
  useEffect(() => {
    if (corpus === undefined || !query) return;
    void search({ corpus, query, direction, mode: query.kind === 'text' ? mode : 'semantic', model });
    // The key says it all.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
}

const directionNames: Readonly<Record<Direction, string>> = {
  'text-image': 'Text → image',
  'image-text': 'Image → text',
  'image-image': 'Image → image',
  'text-text': 'Text → text',
};

function RetrieveTopBar(props: {
  corpus: string | undefined;
  place: RetrievePlace;
  direction: Direction;
  allowed: readonly Direction[];
  onChange: (next: Partial<RetrievePlace>) => void;
  onDirection: (direction: Direction) => void;
}) {
  const { corpus, place, direction, allowed } = props;
  const corpora = useCorporaStore((state) => state.corpora) ?? [];
  const models = useModelsStore((state) => state.models) ?? [];
  const summary = useCorpus(corpus);
  const narrow = useMediaQuery('(max-width: 1279px)');
  return (
    <TopBar>
      <VisuallyHidden>
        <h1>Retrieve in {corpus}</h1>
      </VisuallyHidden>
      <CorpusSwitch
        current={corpus}
        detail={summary && formatNoun(summary.pairs, 'pair')}
        corpora={corpora}
        onChange={(name) => navigate({ view: 'retrieve', subject: name, params: {} })}
      />
      <ToolbarLine />
      {narrow ? (
        <SelectField
          variant="quiet"
          label="Direction"
          hideLabel
          value={direction}
          options={allowed.map((value) => ({ value, label: directionNames[value] }))}
          onChange={props.onDirection}
        />
      ) : (
        <Segmented
          label="Direction"
          value={direction}
          segments={directions.map((value) => ({
            value,
            label: directionNames[value],
            disabled: !allowed.includes(value),
          }))}
          onChange={props.onDirection}
        />
      )}
      <SelectField
        variant="quiet"
        label="Model"
        value={place.model ?? 'newest'}
        options={[
          { value: 'newest', label: 'newest embedding' },
          ...models.map(({ name, origin }) => ({ value: name, label: name, detail: origin })),
        ]}
        onChange={(name) => props.onChange({ model: name === 'newest' ? undefined : name })}
      />
    </TopBar>
  );
}
