import styles from './spinner.module.css';

/** A small turning ring, for waits below ten seconds; longer waits say what is awaited (see WaitNote). */
export const Spinner = () => <span className={styles.spin} aria-hidden="true" />;
