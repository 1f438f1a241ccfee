/** What is searched with: a sentence to type, a figure of the corpus, or an image that was dropped. */
import { ImageUp, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { host } from '#renderer/stores/client.ts';
import { useRetrieveStore, valueOf } from '#renderer/stores/retrieve-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { chosenFiles, type DroppedFile } from '#renderer/ui/dropped-files.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { RetrievePlace } from './place.ts';
import styles from './query-pane.module.css';

interface QueryPaneProps {
  corpus: string | undefined;
  place: RetrievePlace;
  image: { readonly name: string; readonly url: string } | undefined;
  onText: (text: string) => void;
  onImage: (file: DroppedFile) => void;
  onMode: (mode: RetrievePlace['mode']) => void;
}

const modes = [
  { value: 'semantic', label: 'Meaning' },
  { value: 'lexical', label: 'Words' },
  { value: 'hybrid', label: 'Both' },
] as const;

export function QueryPane({ corpus, place, image, onText, onImage, onMode }: QueryPaneProps) {
  const [text, setText] = useState(place.text);
  const chooser = useRef<HTMLInputElement>(null);
  const figure = useFigure(corpus, image ? undefined : place.like);
  const picture =
    image?.url ?? (figure && corpus !== undefined ? blobUrl(corpus, figure.image.sha256, 128) : undefined);
  return (
    <header className={styles.pane}>
      {picture && (
        <img className={styles.picture} src={picture} alt={image ? image.name : 'The figure searched with'} />
      )}
      <div className={styles.words}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') onText(text.trim());
          }}
        >
          <TextField
            label="Search with words"
            hideLabel
            icon={Search}
            placeholder={
              picture ? 'or search with words instead' : 'Describe a figure, or drop an image here'
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            end={
              <IconButton
                icon={ImageUp}
                label="Search with an image"
                onClick={() => chooser.current?.click()}
              />
            }
          />
          {/* Words of a caption are searched with words only. */}
          {!picture && <Segmented label="Find by" value={place.mode} segments={modes} onChange={onMode} />}
        </form>
        <p className={styles.note}>{noteOf(place, image, figure)}</p>
      </div>
      {figure && <TruePair />}
      <input
        ref={chooser}
        type="file"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          const [first] = event.currentTarget.files ? chosenFiles(event.currentTarget.files) : [];
          if (first) onImage(first);
          event.currentTarget.value = '';
        }}
      />
    </header>
  );

  function noteOf(at: RetrievePlace, dropped: QueryPaneProps['image'], shown: FigureDetail | undefined) {
    if (dropped) return `Query is the image ${dropped.name}.`;
    if (shown && corpus !== undefined) {
      return (
        <>
          Query is{' '}
          <a href={linkTo('corpus', corpus, { figure: String(shown.id) })}>
            {shown.article.key} / {shown.figureId}
          </a>
          . {shown.caption.slice(0, 160)}
        </>
      );
    }
    return at.mode === 'semantic'
      ? 'Compared by meaning: with the embedding of every figure.'
      : at.mode === 'lexical'
        ? 'Compared by the words of the captions.'
        : 'Both rankings fused; each hit says which side found it.';
  }
}

/** Cross-modal searches with a figure know the right answer: where did it come? */
function TruePair() {
  const result = useRetrieveStore((state) => valueOf(state.result));
  if (result?.truePairRank === undefined) return null;
  return (
    <div className={styles.pair}>
      <b className={styles.rank}>{formatCount(result.truePairRank)}</b>
      <span>
        <b>rank of the true pair</b>
        <br />
        of {formatCount(result.pool)}
      </span>
    </div>
  );
}

function useFigure(corpus: string | undefined, id: number | undefined): FigureDetail | undefined {
  const [figure, setFigure] = useState<FigureDetail>();
  useEffect(() => {
    if (corpus === undefined || id === undefined) return undefined;
    let wanted = true;
    host()
      ['corpus.figure']({ corpus, figure: id })
      .then((found) => {
        if (wanted) setFigure(found);
      })
      // The search says what is wrong with the figure.
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [corpus, id]);
  return figure?.id === id ? figure : undefined;
}
