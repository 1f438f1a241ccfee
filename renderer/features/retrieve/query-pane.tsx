/** What is searched with: a sentence to type, a figure of the corpus, or an image; and the filter around it. */
import { ImageUp, Search } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { figureOf } from '#renderer/stores/figure-lookups.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { useAnswer } from '#renderer/stores/use-answer.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { chosenFiles, type DroppedFile } from '#renderer/ui/dropped-files.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { FilterField } from './filter-field.tsx';
import { filterTerms } from './filter-terms.ts';
import type { RetrievePlace } from './place.ts';
import styles from './query-pane.module.css';
import { TruePair } from './true-pair.tsx';

interface QueryPaneProps {
  corpus: string | undefined;
  place: RetrievePlace;
  words: RefObject<HTMLInputElement | null>;
  onText: (text: string) => void;
  onImage: (file: DroppedFile) => void;
  onMode: (mode: RetrievePlace['mode']) => void;
  onFilter: (filter: string) => void;
  /** Takes the figure or image away that is searched with. */
  onClear: () => void;
}

const modes = [
  { value: 'semantic', label: 'Meaning' },
  { value: 'lexical', label: 'Words' },
  { value: 'hybrid', label: 'Both' },
] as const;

export function QueryPane(props: QueryPaneProps) {
  const { corpus, place, words, onText, onImage, onMode } = props;
  const [text, setText] = useState(place.text);
  const chooser = useRef<HTMLInputElement>(null);
  const { like, image } = place;
  const { value: figure } = useAnswer(
    corpus === undefined || like === undefined ? undefined : JSON.stringify([corpus, like]),
    (signal) => figureOf(corpus ?? '', like ?? 0, signal),
  );
  const picture = image
    ? `/preview/${image.grant}?w=256`
    : figure && corpus !== undefined
      ? blobUrl(corpus, figure.image.sha256, 128)
      : undefined;
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
            ref={words}
            label="Search with words"
            hideLabel
            icon={Search}
            placeholder={
              picture ? 'or search with words instead' : 'Describe a figure, or drop or paste an image here'
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
            end={
              <IconButton
                icon={ImageUp}
                label="Search with an image"
                onClick={() => chooser.current?.click()}
              />
            }
          />
          {/* Words of a caption are searched with words only. */}
          {like === undefined && !image && (
            <Segmented label="Find by" value={place.mode} segments={modes} onChange={onMode} />
          )}
        </form>
        <QueryLine
          corpus={corpus}
          place={place}
          figure={figure}
          onFilter={props.onFilter}
          onClear={props.onClear}
        />
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
}

/** The query in words, what it is narrowed to, and a field to narrow it further. */
function QueryLine(props: {
  corpus: string | undefined;
  place: RetrievePlace;
  figure: FigureDetail | undefined;
  onFilter: (filter: string) => void;
  onClear: () => void;
}) {
  const { corpus, place, figure, onFilter, onClear } = props;
  return (
    <div className={styles.line}>
      {place.image && <Chip field="image" value={place.image.name} onRemove={onClear} />}
      {figure && (
        <Chip field="like" value={`${figure.article.key} / ${figure.figureId}`} onRemove={onClear} />
      )}
      {filterTerms(place.filter).map((term) => (
        <Chip
          key={term.text}
          value={term.text}
          {...(term.problem ? { tone: 'error', title: term.problem } : {})}
          onRemove={() => onFilter(term.without)}
        />
      ))}
      <FilterField corpus={corpus} filter={place.filter} onFilter={onFilter} />
      <p className={styles.note}>
        <Note corpus={corpus} place={place} figure={figure} />
      </p>
    </div>
  );
}

function Note({
  corpus,
  place,
  figure,
}: {
  corpus: string | undefined;
  place: RetrievePlace;
  figure: FigureDetail | undefined;
}) {
  if (place.image) return <>Query is the image {place.image.name}.</>;
  if (figure && corpus !== undefined)
    return (
      <>
        Query is{' '}
        <a href={linkTo('corpus', corpus, { figure: String(figure.id) })}>
          {figure.article.key} / {figure.figureId}
        </a>
        . {figure.caption.slice(0, 160)}
      </>
    );
  return place.mode === 'semantic'
    ? 'Compared by meaning: with the embedding of every figure.'
    : place.mode === 'lexical'
      ? 'Compared by the words of the captions.'
      : 'Both rankings fused; each hit says which side found it.';
}
