/** The frame of a chart: its name at the left, its newest value at the right. */
import type { ReactNode } from 'react';
import styles from './chart-card.module.css';

export const ChartCard = ({
  title,
  value,
  large = false,
  children,
}: {
  title: string;
  value: ReactNode;
  large?: boolean;
  children: ReactNode;
}) => (
  <article className={styles.card} data-large={large || undefined}>
    <header className={styles.head}>
      <h2 className={styles.title}>{title}</h2>
      <span className={styles.value}>{value}</span>
    </header>
    {children}
  </article>
);
