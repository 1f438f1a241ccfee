import { Fragment, type ReactNode } from 'react';
import styles from './provenance-line.module.css';

/** Where a number comes from: pool, exact or approximate, interval, passport. One faint line, never behind a hover. */
export const ProvenanceLine = ({ facts }: { facts: readonly (ReactNode | false | undefined)[] }) => {
  const shown = facts.filter((fact) => fact !== undefined && fact !== false && fact !== '');
  return (
    <p className={styles.line}>
      {shown.map((fact, index) => (
        // Facts of one line keep their places.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {index > 0 && (
            <i className={styles.dot} aria-hidden="true">
              ·
            </i>
          )}
          <span>{fact}</span>
        </Fragment>
      ))}
    </p>
  );
};
