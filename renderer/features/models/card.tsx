import type { ReactNode } from 'react';
import styles from './card.module.css';

/** Cards beside each other, or below each other where there is no room. */
export const Cards = ({ children }: { children: ReactNode }) => (
  <div className={styles.cards}>{children}</div>
);

/** Cards below each other, for those with wide tables. */
export const CardStack = ({ children }: { children: ReactNode }) => (
  <div className={styles.stack}>{children}</div>
);

/** A titled block of facts. */
export const Card = ({
  title,
  badge,
  end,
  children,
}: {
  title: ReactNode;
  badge?: ReactNode;
  /** Controls at the right of the head. */
  end?: ReactNode;
  children: ReactNode;
}) => (
  <section className={styles.card}>
    <header className={styles.head}>
      <h3 className={styles.title}>{title}</h3>
      {badge}
      {end && <span className={styles.end}>{end}</span>}
    </header>
    {children}
  </section>
);
