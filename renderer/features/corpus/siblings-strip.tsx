import type { FigureDetail } from '#app/domain/corpus.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { FigureImage } from './figure-image.tsx';
import { useSiblings } from './use-siblings.ts';
import styles from './siblings-strip.module.css';

/** The other figures of the same article. */
export function SiblingsStrip(props: {
  corpus: string;
  detail: FigureDetail;
  onOpen: (figure: number) => void;
}) {
  const { corpus, detail, onOpen } = props;
  const siblings = useSiblings(corpus, detail);
  if (detail.siblings.length === 0) return null;
  return (
    <section className={styles.strip} aria-label="Other figures of this article">
      <h3 className={styles.title}>Same article</h3>
      <div className={styles.row}>
        {siblings.map((sibling) => (
          <button
            key={sibling.id}
            type="button"
            className={styles.figure}
            aria-label={`Open ${sibling.name}`}
            title={sibling.name}
            onClick={() => onOpen(sibling.id)}
          >
            <FigureImage src={blobUrl(corpus, sibling.sha256, 128)} alt="" />
          </button>
        ))}
      </div>
    </section>
  );
}
