import type { ReactNode } from 'react';
import styles from './toolbar.module.css';

/** A row of controls above a centre pane. `end` is pushed to the right. */
export const Toolbar = ({ children, end }: { children?: ReactNode; end?: ReactNode }) => (
  <div className={styles.toolbar}>
    {children}
    {end && <div className={styles.end}>{end}</div>}
  </div>
);

/** A short vertical line between groups of controls. */
export const ToolbarLine = () => <span className={styles.line} aria-hidden="true" />;
