import { useState } from 'react';
import { type CheckReport, type Leak, leakKinds } from '#app/domain/check.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { blobUrl, thumbnailWidth } from '#renderer/stores/blob-url.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatCount, formatNoun } from '#renderer/ui/format.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Toolbar } from '#renderer/ui/toolbar.tsx';
import { useFigure } from './use-figure.ts';
import { leakNames, type LeakKind } from './words.ts';
import styles from './leak-list.module.css';

/** Pairs shown at once: each asks for two figures. */
const pageSize = 20;
const thumbnailPx = 128;

/** Pairs of figures that leak from one split into another, one kind at a time. */
export function LeakList({ report }: { report: CheckReport }) {
  const kinds = leakKinds.filter((kind) => report.leakCounts[kind]);
  const [chosen, setChosen] = useState<LeakKind | undefined>(kinds[0]);
  const [shown, setShown] = useState(pageSize);
  if (chosen === undefined) {
    return (
      <EmptyState title="Nothing leaks between splits">
        No article, image or caption was found in two splits, and none that nearly is.
      </EmptyState>
    );
  }
  const pairs = report.leakage.filter(({ kind }) => kind === chosen);
  const all = report.leakCounts[chosen] ?? 0;
  return (
    <div className={styles.pane}>
      <Toolbar
        end={
          <span className={styles.count}>
            {pairs.length < all ? `the first ${formatCount(pairs.length)} of ` : ''}
            {formatNoun(all, 'pair')}
          </span>
        }
      >
        <Segmented
          label="Kind of leak"
          value={chosen}
          segments={kinds.map((kind) => ({
            value: kind,
            label: leakNames[kind],
            detail: formatCount(report.leakCounts[kind] ?? 0),
          }))}
          onChange={(kind) => {
            setChosen(kind);
            setShown(pageSize);
          }}
        />
      </Toolbar>
      <ol className={styles.list} aria-label={leakNames[chosen]}>
        {pairs.slice(0, shown).map((leak) => (
          <LeakRow key={leak.figures.join(' ')} corpus={report.corpus} leak={leak} />
        ))}
        {shown < pairs.length && (
          <li className={styles.more}>
            <Button onClick={() => setShown(shown + pageSize)}>
              Show {formatCount(Math.min(pageSize, pairs.length - shown))} more
            </Button>
          </li>
        )}
      </ol>
    </div>
  );
}

function LeakRow({ corpus, leak }: { corpus: string; leak: Leak }) {
  const { figures, splits, similarity } = leak;
  return (
    <li className={styles.pair}>
      <LeakedFigure corpus={corpus} figure={figures[0]} split={splits[0]} />
      <span className={styles.between} aria-hidden={similarity === undefined}>
        {similarity === undefined ? '=' : `${Math.round(similarity * 100)} % alike`}
      </span>
      <LeakedFigure corpus={corpus} figure={figures[1]} split={splits[1]} />
    </li>
  );
}

function LeakedFigure(props: { corpus: string; figure: Leak['figures'][0]; split: Leak['splits'][0] }) {
  const { corpus, figure, split } = props;
  const { detail, error } = useFigure(corpus, figure);
  return (
    <article className={styles.figure}>
      <span className={styles.thumb}>
        {detail && (
          <img
            className={styles.image}
            src={blobUrl(corpus, detail.image.sha256, thumbnailWidth(thumbnailPx))}
            alt=""
            loading="lazy"
            decoding="async"
          />
        )}
      </span>
      <div className={styles.words}>
        <p className={styles.head}>
          <Badge tone={split === 'train' ? 'neutral' : 'info'}>{split}</Badge>
          <a href={linkTo('corpus', corpus, { figure: String(figure) })}>
            {detail ? `${detail.article.key} · ${detail.label ?? detail.figureId}` : `Figure ${figure}`}
          </a>
        </p>
        <p className={styles.caption}>{detail?.caption ?? error?.message ?? ''}</p>
      </div>
    </article>
  );
}
