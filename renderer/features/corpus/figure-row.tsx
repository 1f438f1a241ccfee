import { memo } from 'react';
import { blobUrl, thumbnailWidth } from '#renderer/stores/blob-url.ts';
import { HighlightedText } from '#renderer/ui/highlighted-text.tsx';
import { captionStart } from './caption-start.ts';
import { licenceName, modalityName } from './facet-names.ts';
import type { FigureItemProps } from './figure-card.tsx';
import { FigureImage } from './figure-image.tsx';
import { StatusMark } from './status-mark.tsx';
import { WaitingCard } from './waiting-card.tsx';
import styles from './figure-row.module.css';

/** A figure as one line of the list. */
export const FigureRow = memo(function FigureRow(props: FigureItemProps) {
  const { corpus, index, row, selected, open, cursor, onPress, onToggle } = props;
  if (!row) return <WaitingCard index={index} line />;
  const start = captionStart(row.caption, row.highlights);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className={styles.row}
      data-selected={selected || undefined}
      data-cursor={cursor || undefined}
      data-open={open || undefined}
      onClick={(event) => onPress(event, index)}
    >
      <input
        type="checkbox"
        className={styles.check}
        tabIndex={-1}
        aria-label={selected ? 'Unselect' : 'Select'}
        checked={selected}
        onClick={(event) => event.stopPropagation()}
        onChange={() => onToggle(index)}
      />
      <div className={styles.image}>
        <FigureImage
          src={blobUrl(corpus, row.sha256, thumbnailWidth(64))}
          alt={row.label ?? `Figure ${row.figureId}`}
        />
      </div>
      <div className={styles.text}>
        <p className={styles.caption}>
          <HighlightedText text={start.text} ranges={start.ranges} />
        </p>
        <p className={styles.title}>{row.title}</p>
      </div>
      <span className={styles.marks}>
        <StatusMark status={row.status} edited={row.captionEdited} />
        {row.tags.slice(0, 2).map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </span>
      <span className={styles.fact}>{row.modality && modalityName(row.modality)}</span>
      <span className={styles.fact}>{row.journal}</span>
      <span className={styles.fact}>{licenceName(row.license)}</span>
      <span className={styles.year}>{row.year}</span>
    </div>
  );
});
