import { classNames } from './class-names.ts';
import styles from './meter.module.css';

export interface MeterMark {
  readonly at: number;
  readonly label: string;
}

/** A measured amount on a scale, with marks where something happens (77 CLIP, 256 BiomedCLIP). */
export const Meter = ({
  label,
  value,
  max,
  over,
  marks = [],
  tone = 'neutral',
}: {
  label: string;
  value: number;
  max: number;
  /** The part beyond this is drawn as a warning. */
  over?: number;
  marks?: readonly MeterMark[];
  tone?: 'neutral' | 'accent' | 'positive' | 'warning' | 'danger';
}) => {
  const share = (amount: number): string => `${(Math.min(amount, max) / Math.max(max, 1)) * 100}%`;
  const within = over === undefined ? value : Math.min(value, over);
  return (
    <div
      className={styles.meter}
      // The native element cannot draw marks.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="meter"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={Math.max(max, value)}
    >
      <div className={styles.track}>
        <span className={classNames(styles.fill, styles[tone])} style={{ width: share(within) }} />
        {over !== undefined && value > over && (
          <span
            className={classNames(styles.fill, styles.warning)}
            style={{ left: share(over), width: share(Math.min(value, max) - over) }}
          />
        )}
        {marks.map((mark) => (
          <i key={mark.at} className={styles.mark} style={{ left: share(mark.at) }} />
        ))}
      </div>
      {marks.length > 0 && (
        <div className={styles.labels} aria-hidden="true">
          {marks.map((mark) => (
            <span key={mark.at} className={styles.label} style={{ left: share(mark.at) }}>
              {mark.label}
            </span>
          ))}
        </div>
      )}
    </div>
  );
};
