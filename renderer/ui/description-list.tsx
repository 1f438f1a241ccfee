import { Fragment, type ReactNode } from 'react';
import styles from './description-list.module.css';

export interface Description {
  readonly term: string;
  readonly value: ReactNode;
}

/** Names and values in two columns; entries without a value are left out. */
export const DescriptionList = ({ entries }: { entries: readonly Description[] }) => (
  <dl className={styles.list}>
    {entries
      .filter((entry) => entry.value !== undefined && entry.value !== '' && entry.value !== false)
      .map((entry) => (
        <Fragment key={entry.term}>
          <dt className={styles.term}>{entry.term}</dt>
          <dd className={styles.value}>{entry.value}</dd>
        </Fragment>
      ))}
  </dl>
);
