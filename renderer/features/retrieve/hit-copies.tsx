import type { FigureDetail } from '#app/domain/corpus.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { figureOf } from '#renderer/stores/figure-lookups.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { useAnswer } from '#renderer/stores/use-answer.ts';
import { formatNoun } from '#renderer/ui/format.ts';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './hit-copies.module.css';

const listedAtMost = 24;

/** The figures that a hit stands for, each a link. */
export function HitCopies({
  corpus,
  ids,
  compareWith,
}: {
  corpus: string;
  ids: readonly number[];
  compareWith: number;
}) {
  const listed = ids.slice(0, listedAtMost);
  const { value, error } = useAnswer(JSON.stringify([corpus, listed]), (signal) =>
    Promise.all(listed.map((id) => figureOf(corpus, id, signal))),
  );
  if (error) return <p className={styles.note}>The copies cannot be listed: {error.message}</p>;
  if (!value) return <WaitNote what="Fetching the copies" />;
  return (
    <ul className={styles.list} aria-label="Copies">
      {value.map((figure) => (
        <Copy key={figure.id} corpus={corpus} figure={figure} compareWith={compareWith} />
      ))}
      {ids.length > listed.length && (
        <li className={styles.note}>
          and {formatNoun(ids.length - listed.length, 'more copy', 'more copies')}
        </li>
      )}
    </ul>
  );
}

function Copy({
  corpus,
  figure,
  compareWith,
}: {
  corpus: string;
  figure: FigureDetail;
  compareWith: number;
}) {
  const name = `${figure.article.key} / ${figure.figureId}`;
  return (
    <li className={styles.copy}>
      <img className={styles.image} src={blobUrl(corpus, figure.image.sha256, 128)} alt="" loading="lazy" />
      <a className={styles.name} href={linkTo('corpus', corpus, { figure: String(figure.id) })}>
        {name}
      </a>
      <span className={styles.caption}>{figure.caption}</span>
      <span className={styles.split}>{figure.split}</span>
      <a
        className={styles.name}
        aria-label={`Compare ${name} with the hit`}
        href={linkTo('compare', corpus, { a: String(compareWith), b: String(figure.id) })}
      >
        Compare
      </a>
    </li>
  );
}
