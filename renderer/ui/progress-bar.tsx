import { classNames } from './class-names.ts';
import styles from './progress-bar.module.css';

/** A bar for a known or unknown total. Numbers belong beside it, in words. */
export const ProgressBar = ({
  label,
  done,
  total,
  state = 'running',
  thick = false,
}: {
  label: string;
  done: number;
  /** Absent: the size of the work is unknown. */
  total?: number | undefined;
  state?: 'running' | 'paused' | 'failed' | 'done';
  thick?: boolean;
}) => (
  <progress
    className={classNames(styles.bar, styles[state], thick && styles.thick)}
    aria-label={label}
    {...(total === undefined ? {} : { value: Math.min(done, total), max: Math.max(total, 1) })}
  />
);
