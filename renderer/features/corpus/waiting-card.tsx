import { formatCount } from '#renderer/ui/format.ts';
import styles from './waiting-card.module.css';

/** Stands where a row is on its way: its number, and the shape of what comes. */
export const WaitingCard = ({ index, line = false }: { index: number; line?: boolean }) => (
  <div className={line ? styles.line : styles.card} data-waiting="">
    <div className={styles.image}>
      <span className={styles.number}>{formatCount(index + 1)}</span>
    </div>
    <div className={styles.text}>
      <i className={styles.bar} />
      <i className={styles.bar} />
    </div>
  </div>
);
