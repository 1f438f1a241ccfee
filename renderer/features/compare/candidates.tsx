import type { FigureDetail } from '#app/domain/corpus.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { useCorpus } from '#renderer/stores/corpora-store.ts';
import { neighboursOf } from '#renderer/stores/figure-lookups.ts';
import { useAnswer } from '#renderer/stores/use-answer.ts';
import { formatCosine } from '#renderer/ui/format.ts';
import type { Side } from './place.ts';
import styles from './candidates.module.css';

/** Figures near the one that stays, to put beside it: pressed or dragged. Nothing where nothing is embedded. */
export function Candidates(props: {
  corpus: string;
  /** The figure whose neighbours these are. */
  of: FigureDetail | undefined;
  /** The side that a press replaces. */
  side: Side;
  onChoose: (figure: number) => void;
}) {
  const { corpus, of, side, onChoose } = props;
  const isEmbedded = (useCorpus(corpus)?.embeddings.length ?? 0) > 0;
  const { value } = useAnswer(of && isEmbedded ? JSON.stringify([corpus, of.id]) : undefined, (signal) =>
    neighboursOf(corpus, of?.id ?? 0, 'image', signal),
  );
  if (!of || !value || value.hits.length === 0) return null;
  const letter = side.toUpperCase();
  return (
    <section className={styles.strip} aria-label="Candidates">
      <h2 className={styles.title}>
        Nearest to {of.article.key} / {of.figureId}, to replace {letter}
      </h2>
      <div className={styles.row}>
        {value.hits.map(({ figure, cosine }) => (
          <button
            key={figure.id}
            type="button"
            className={styles.figure}
            draggable
            aria-label={[
              `Put ${figure.articleKey} / ${figure.figureId} at ${letter}`,
              ...(cosine === undefined ? [] : [formatCosine(cosine, 3)]),
            ].join(', ')}
            title={figure.caption}
            onClick={() => onChoose(figure.id)}
            onDragStart={(event) => event.dataTransfer.setData('text/plain', String(figure.id))}
          >
            <img
              className={styles.image}
              src={blobUrl(corpus, figure.sha256, 128)}
              alt=""
              loading="lazy"
              draggable={false}
            />
            {cosine !== undefined && <span className={styles.cosine}>{formatCosine(cosine, 3)}</span>}
          </button>
        ))}
      </div>
    </section>
  );
}
