import { Fragment } from 'react';
import styles from './command-note.module.css';

/** The same thing on the command line; it breaks before an option. */
export const CommandNote = ({ line }: { line: string }) => (
  <code className={styles.command}>
    $
    {line.split(/ (?=--)/).map((part) => (
      <Fragment key={part}>
        {' '}
        <span className={styles.part}>{part}</span>
      </Fragment>
    ))}
  </code>
);
