import type { Rejection } from '#app/domain/figure.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { VirtualGrid } from '#renderer/ui/virtual-grid.tsx';
import { reasonBadges, reasonNames } from './report-reasons.ts';
import styles from './rejected-list.module.css';

const rowHeight = 40;

/** Rejected items, any number of them, one line each. */
export const RejectedList = ({ items }: { items: readonly Rejection[] }) => (
  <div className={styles.list}>
    <div className={styles.head} aria-hidden="true">
      <span>Item</span>
      <span>Reason</span>
      <span>What was found</span>
    </div>
    {items.length === 0 ? (
      <p className={styles.none}>No rejected item has these words.</p>
    ) : (
      <VirtualGrid
        label="Rejected items"
        count={items.length}
        minCellWidth={Number.POSITIVE_INFINITY}
        gap={0}
        rowHeight={() => rowHeight}
        resetKey={String(items.length)}
        renderCell={(index) => {
          const item = items[index];
          return item && <Line item={item} />;
        }}
      />
    )}
  </div>
);

const Line = ({ item }: { item: Rejection }) => (
  <div className={styles.line}>
    <span className={styles.item} title={`${item.source}: ${item.item}`}>
      {item.item}
      <small className={styles.source}>{item.source}</small>
    </span>
    <span title={reasonNames[item.code]}>
      <Badge tone={item.code === 'archive-unsafe' ? 'danger' : 'neutral'}>{reasonBadges[item.code]}</Badge>
    </span>
    <span className={styles.message} title={item.message}>
      {item.message}
    </span>
  </div>
);
