import { memo, type MouseEvent } from 'react';
import type { FigureSummary } from '#app/domain/corpus.ts';
import { blobUrl, thumbnailWidth } from '#renderer/stores/blob-url.ts';
import { HighlightedText } from '#renderer/ui/highlighted-text.tsx';
import { FigureImage } from './figure-image.tsx';
import { StatusMark } from './status-mark.tsx';
import { WaitingCard } from './waiting-card.tsx';
import { captionStart } from './caption-start.ts';
import styles from './figure-card.module.css';

export interface FigureItemProps {
  corpus: string;
  /** Place in the view. */
  index: number;
  /** Undefined while the row is on its way. */
  row: FigureSummary | undefined;
  selected: boolean;
  open: boolean;
  cursor: boolean;
  onPress: (event: MouseEvent, index: number) => void;
  onToggle: (index: number) => void;
}

/** A thumbnail with the start of its caption. Nothing is drawn over the image but the tick of the selection. */
export const FigureCard = memo(function FigureCard(props: FigureItemProps & { width: number }) {
  const { corpus, index, row, selected, open, cursor, width, onPress, onToggle } = props;
  if (!row) return <WaitingCard index={index} />;
  const start = captionStart(row.caption, row.highlights);
  return (
    // The grid has the focus and the keys; the pointer is served here.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className={styles.card}
      data-selected={selected || undefined}
      data-cursor={cursor || undefined}
      data-open={open || undefined}
      onClick={(event) => onPress(event, index)}
    >
      <div className={styles.image}>
        <FigureImage
          src={blobUrl(corpus, row.sha256, thumbnailWidth(width * 1.3))}
          alt={row.label ?? `Figure ${row.figureId}`}
        />
        <button
          type="button"
          className={styles.tick}
          tabIndex={-1}
          aria-label={selected ? 'Unselect' : 'Select'}
          onClick={(event) => {
            event.stopPropagation();
            if (event.shiftKey) onPress(event, index);
            else onToggle(index);
          }}
        />
      </div>
      <p className={styles.caption}>
        <HighlightedText text={start.text} ranges={start.ranges} />
      </p>
      <p className={styles.meta}>
        <StatusMark status={row.status} edited={row.captionEdited} />
        <span className={styles.source}>
          {[row.year, row.journal ?? row.articleKey].filter((part) => part !== undefined).join(' · ')}
        </span>
      </p>
    </div>
  );
});
