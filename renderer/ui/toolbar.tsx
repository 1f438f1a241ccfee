import type { ReactNode } from 'react';
import styles from './toolbar.module.css';

/** A row of controls above a centre pane. `end` is pushed to the right. */
export const Toolbar = ({
  label,
  children,
  end,
}: {
  label: string;
  children?: ReactNode;
  end?: ReactNode;
}) => (
  <div className={styles.toolbar} role="group" aria-label={label}>
    {children}
    {end && <div className={styles.end}>{end}</div>}
  </div>
);

/** A short vertical line between groups of controls. */
export const ToolbarLine = () => <span className={styles.line} aria-hidden="true" />;
