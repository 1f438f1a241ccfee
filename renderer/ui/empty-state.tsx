import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** What will appear here, one primary action, one way to see an example. */
export const EmptyState = ({
  title,
  children,
  action,
  alternative,
  ghosts = false,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** A link below the action. */
  alternative?: ReactNode;
  /** Faint cells behind the words, where a grid will be. */
  ghosts?: boolean;
}) => (
  <div className={styles.state}>
    {ghosts && (
      <div className={styles.ghosts} aria-hidden="true">
        {ghostCells.map((cell) => (
          <i key={cell} className={styles.ghost} />
        ))}
      </div>
    )}
    <div className={styles.words}>
      <h2 className={styles.title}>{title}</h2>
      {children && <div className={styles.text}>{children}</div>}
      {(action || alternative) && (
        <div className={styles.actions}>
          {action}
          {alternative}
        </div>
      )}
    </div>
  </div>
);

const ghostCells = Array.from({ length: 24 }, (_, index) => index);
