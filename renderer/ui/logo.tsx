import { classNames } from './class-names.ts';
import styles from './logo.module.css';

/** The mark: a similarity matrix of three pairs, its diagonal lit. */
export const Logo = ({ size = 20 }: { size?: number }) => (
  <svg className={styles.logo} width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
    {cells.map(([column, row]) => (
      <rect
        key={`${column}${row}`}
        className={classNames(column === row ? styles.lit : styles.dim)}
        x={1 + column * 6.5}
        y={1 + row * 6.5}
        width="5"
        height="5"
        rx="1.2"
      />
    ))}
  </svg>
);

const cells = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => [column, row] as const));
