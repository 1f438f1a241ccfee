/** The hits of a search, best first, or why there are none. */
import { useState, type Ref } from 'react';
import type { SearchResult } from '#app/domain/search.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { useRetrieveStore, valueOf } from '#renderer/stores/retrieve-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { HitRow } from './hit-row.tsx';
import type { RetrievePlace } from './place.ts';
import { ResultBar } from './result-bar.tsx';
import styles from './hits.module.css';

interface HitsProps {
  corpus: string | undefined;
  place: RetrievePlace;
  list: Ref<HTMLOListElement>;
  onLike: (id: number) => void;
  onPlace: (change: Partial<RetrievePlace>) => void;
}

export function Hits({ corpus, place, list, onLike, onPlace }: HitsProps) {
  const answer = useRetrieveStore((state) => state.result);
  const result = valueOf(answer);
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(new Set());
  if (answer.kind === 'failed') {
    const { code, message, remedy } = answer.error;
    const line = figscopeLine('embed', corpus, '--model', place.model ?? 'sample-nano');
    const action =
      code === 'not-found' && remedy?.includes('figscope embed') ? (
        <Button onClick={() => void copyText(line, 'Command copied')}>Copy the command</Button>
      ) : undefined;
    return <ErrorState title="Nothing was searched" message={message} remedy={remedy} action={action} />;
  }
  if (!result || corpus === undefined) {
    if (answer.kind === 'waiting')
      return (
        <div className={styles.wait}>
          <WaitNote what="Comparing with every figure" />
        </div>
      );
    return (
      <EmptyState title="Search by meaning">
        Describe a figure in a sentence, drop or paste an image, or choose “More like this” beside any figure
        of the corpus. Hits show up with their cosine and their rank.
      </EmptyState>
    );
  }
  const toggle = (id: number): void =>
    setExpanded((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const first = result.hits[0];
  return (
    <>
      <ResultBar place={place} result={result} waiting={answer.kind === 'waiting'} onPlace={onPlace} />
      {result.hits.length === 0 ? (
        <NoHits place={place} result={result} onPlace={onPlace} />
      ) : (
        <>
          <div className={styles.columns} aria-hidden="true">
            <span className={styles.rankHead}>Rank</span>
            <span className={styles.captionHead}>Caption</span>
            <span className={styles.numbersHead}>Cosine, gap</span>
          </div>
          <ol className={styles.list} ref={list} aria-label="Hits">
            {result.hits.map((hit) => (
              <HitRow
                key={hit.figure.id}
                hit={hit}
                corpus={corpus}
                first={first?.cosine}
                isTruePair={
                  place.like !== undefined &&
                  (hit.figure.id === place.like || hit.copies.includes(place.like))
                }
                // Of a text or an image there is no figure to compare with but the best.
                compareWith={place.like ?? first?.figure.id}
                expanded={expanded.has(hit.figure.id)}
                onExpand={() => toggle(hit.figure.id)}
                onLike={onLike}
              />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

/** Why nothing was found, and what to do about it. */
function NoHits(props: {
  place: RetrievePlace;
  result: SearchResult;
  onPlace: (change: Partial<RetrievePlace>) => void;
}) {
  const { place, result, onPlace } = props;
  const isFiltered = place.filter !== '';
  const isWords = place.mode === 'lexical';
  return (
    <EmptyState
      title={
        result.pool === 0 && isFiltered
          ? 'Nothing passes the filter'
          : isWords
            ? 'No caption matches'
            : 'No figure to compare with'
      }
      action={
        isFiltered ? (
          <Button onClick={() => onPlace({ filter: '' })}>Search without the filter</Button>
        ) : isWords ? (
          <Button onClick={() => onPlace({ mode: 'semantic' })}>Search by meaning</Button>
        ) : undefined
      }
    >
      {result.pool === 0 && isFiltered
        ? 'The filter lets no figure of the corpus through.'
        : isWords
          ? 'Use fewer or other words, the beginning of one with a star (cardio*), or search by meaning.'
          : 'No other figure has a vector of this embedding.'}
    </EmptyState>
  );
}
