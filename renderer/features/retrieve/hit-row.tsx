/** One hit: rank, picture, caption, which side found it, cosine and how far it is behind the first; its copies below. */
import { ArrowRight, ChevronDown, ChevronRight, Columns2, Shapes } from 'lucide-react';
import type { SearchHit } from '#app/domain/search.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatCosine, formatNoun } from '#renderer/ui/format.ts';
import { HighlightedText } from '#renderer/ui/highlighted-text.tsx';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { HitCopies } from './hit-copies.tsx';
import styles from './hits.module.css';

export function HitRow(props: {
  hit: SearchHit;
  corpus: string;
  /** Cosine of the first hit. */
  first: number | undefined;
  isTruePair: boolean;
  compareWith: number | undefined;
  expanded: boolean;
  onExpand: () => void;
  onLike: (id: number) => void;
}) {
  const { hit, corpus, first, isTruePair, compareWith, expanded, onExpand, onLike } = props;
  const { figure, cosine, rank, copies } = hit;
  const gap = cosine !== undefined && first !== undefined ? cosine - first : undefined;
  return (
    <li>
      <div className={classNames(styles.hit, isTruePair && styles.truePair)}>
        <span className={styles.rank}>{rank}</span>
        {/* Its label is the caption inside. */}
        {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
        <a
          className={styles.link}
          data-hit={figure.id}
          href={linkTo('corpus', corpus, { figure: String(figure.id) })}
        >
          <img className={styles.picture} src={blobUrl(corpus, figure.sha256, 128)} alt="" loading="lazy" />
          <span className={styles.text}>
            <span className={styles.caption}>
              <HighlightedText text={figure.caption} ranges={figure.highlights} />
            </span>
            <span className={styles.source}>
              {[figure.journal, figure.year, figure.modality, figure.split]
                .filter((part) => part !== undefined)
                .join(' · ')}
            </span>
          </span>
        </a>
        <span className={styles.badges}>
          {figure.retracted && <Badge tone="danger">retracted</Badge>}
          {isTruePair && <Badge tone="positive">true pair</Badge>}
          <FoundBy hit={hit} />
          {copies.length > 0 && (
            <button
              type="button"
              className={styles.copies}
              aria-expanded={expanded}
              aria-label={`${formatNoun(copies.length + 1, 'copy', 'copies')}, ${copies.length} collapsed`}
              onClick={onExpand}
            >
              <Icon of={expanded ? ChevronDown : ChevronRight} size={13} />
              {copies.length + 1} copies
            </button>
          )}
        </span>
        <span className={styles.numbers}>
          {cosine !== undefined && <b>{formatCosine(cosine)}</b>}
          {gap !== undefined && <span>{gap === 0 ? '0' : formatCosine(gap)}</span>}
        </span>
        <span className={styles.actions}>
          {compareWith !== undefined && compareWith !== figure.id && (
            <IconButton
              icon={Columns2}
              label={`Compare figure ${figure.id} side by side`}
              onClick={() =>
                (location.hash = linkTo('compare', corpus, { a: String(compareWith), b: String(figure.id) }))
              }
            />
          )}
          <IconButton
            icon={Shapes}
            label={`More like figure ${figure.id}`}
            onClick={() => onLike(figure.id)}
          />
          <IconButton
            icon={ArrowRight}
            label={`Open figure ${figure.id} in the corpus`}
            onClick={() => (location.hash = linkTo('corpus', corpus, { figure: String(figure.id) }))}
          />
        </span>
      </div>
      {expanded && copies.length > 0 && <HitCopies corpus={corpus} ids={copies} compareWith={figure.id} />}
    </li>
  );
}

/** Which side found a hit of two rankings, and at which place of each. */
function FoundBy({ hit: { matched, sideRanks, cosine } }: { hit: SearchHit }) {
  if (!sideRanks)
    return matched.length === 1 && cosine === undefined ? <Badge tone="info">words</Badge> : null;
  const { lexical, semantic } = sideRanks;
  if (lexical !== undefined && semantic !== undefined)
    return (
      <Badge tone="info">
        words and meaning, {lexical} and {semantic}
      </Badge>
    );
  return lexical !== undefined ? (
    <Badge tone="info">words, {lexical}</Badge>
  ) : (
    <Badge>meaning, {semantic}</Badge>
  );
}
