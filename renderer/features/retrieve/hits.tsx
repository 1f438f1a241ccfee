/** The hits of a search, best first: rank, picture, caption, cosine and how far it is behind the first. */
import { ArrowRight, Shapes } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import type { SearchHit } from '#app/domain/search.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { useRetrieveStore, valueOf } from '#renderer/stores/retrieve-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatCosine, formatCount, formatDuration, formatNoun } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import type { RetrievePlace } from './place.ts';
import styles from './hits.module.css';

interface HitsProps {
  corpus: string | undefined;
  place: RetrievePlace;
  onLike: (id: number) => void;
}

export function Hits({ corpus, place, onLike }: HitsProps) {
  const answer = useRetrieveStore((state) => state.result);
  const result = valueOf(answer);
  const list = useRef<HTMLOListElement>(null);
  if (answer.kind === 'failed')
    return (
      <ErrorState title="Nothing was searched" message={answer.error.message} remedy={answer.error.remedy} />
    );
  if (!result || corpus === undefined) {
    if (answer.kind === 'waiting')
      return (
        <div className={styles.wait}>
          <WaitNote what="Comparing with every figure" />
        </div>
      );
    return (
      <EmptyState title="Search by meaning">
        Describe a figure in a sentence, drop an image, or choose “More like this” beside any figure of the
        corpus. Hits show up with their cosine and their rank.
      </EmptyState>
    );
  }
  const first = result.hits[0]?.cosine;
  const onKeyDown = (event: KeyboardEvent) => {
    const step =
      event.key === 'j' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'k' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (step === 0 || !(event.target instanceof HTMLElement)) return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  };
  return (
    <>
      <div className={styles.bar} aria-live="polite">
        <b>{formatNoun(result.hits.length, 'hit')}</b>
        <Badge tone={result.exact ? 'positive' : 'warning'}>{result.exact ? 'exact' : 'approximate'}</Badge>
        <ProvenanceLine
          facts={[
            `pool ${formatCount(result.pool)}`,
            result.embedding?.model,
            formatDuration(result.milliseconds),
            ...result.hidden.map(({ reason, count }) => `${formatCount(count)} hidden: ${reason}`),
          ]}
        />
      </div>
      <div className={styles.columns} aria-hidden="true">
        <span className={styles.rankHead}>Rank</span>
        <span className={styles.captionHead}>Caption</span>
        <span className={styles.numbersHead}>Cosine, gap</span>
      </div>
      {/* The rows take the arrows; each is a link of its own. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ol className={styles.list} ref={list} onKeyDown={onKeyDown} aria-label="Hits">
        {result.hits.map((hit) => (
          <HitRow
            key={hit.figure.id}
            hit={hit}
            corpus={corpus}
            first={first}
            isTruePair={hit.figure.id === place.like}
            onLike={onLike}
          />
        ))}
      </ol>
    </>
  );
}

function HitRow(props: {
  hit: SearchHit;
  corpus: string;
  first: number | undefined;
  isTruePair: boolean;
  onLike: (id: number) => void;
}) {
  const { hit, corpus, first, isTruePair, onLike } = props;
  const { figure, cosine, rank, matched } = hit;
  const gap = cosine !== undefined && first !== undefined ? cosine - first : undefined;
  return (
    <li className={classNames(styles.hit, isTruePair && styles.truePair)}>
      <span className={styles.rank}>{rank}</span>
      {/* Its label is the caption inside. */}
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <a className={styles.link} data-hit href={linkTo('corpus', corpus, { figure: String(figure.id) })}>
        <img className={styles.picture} src={blobUrl(corpus, figure.sha256, 128)} alt="" loading="lazy" />
        <span className={styles.text}>
          <span className={styles.caption}>{figure.caption}</span>
          <span className={styles.source}>
            {[figure.journal, figure.year, figure.modality, figure.split]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </span>
        </span>
      </a>
      {isTruePair && <Badge tone="positive">true pair</Badge>}
      {matched.length === 1 && cosine === undefined && <Badge tone="info">words</Badge>}
      {matched.length === 2 && <Badge tone="info">words and meaning</Badge>}
      <span className={styles.numbers}>
        {cosine !== undefined && <b>{formatCosine(cosine)}</b>}
        {gap !== undefined && <span>{gap === 0 ? '0' : formatCosine(gap)}</span>}
      </span>
      <IconButton icon={Shapes} label={`More like figure ${figure.id}`} onClick={() => onLike(figure.id)} />
      <IconButton
        icon={ArrowRight}
        label={`Open figure ${figure.id} in the corpus`}
        onClick={() => (location.hash = linkTo('corpus', corpus, { figure: String(figure.id) }))}
      />
    </li>
  );
}
