import { keyCaps } from './keys.ts';
import styles from './kbd.module.css';

/** Key caps of a chord such as `Ctrl+K`. */
export const Kbd = ({ keys }: { keys: string }) => (
  <span className={styles.keys} aria-hidden="true">
    {keyCaps(keys).map((cap) => (
      <kbd key={cap} className={styles.cap}>
        {cap}
      </kbd>
    ))}
  </span>
);
