import { X } from 'lucide-react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './chip.module.css';

export interface ChipProps {
  /** The field, printed before a colon. */
  field?: string;
  value: string;
  tone?: 'filter' | 'neutral' | 'negated' | 'error';
  onRemove?: () => void;
  /** Why a chip is in error, in words. */
  title?: string;
}

/** A filter term, tag or label that can be taken away. */
export const Chip = ({ field, value, tone = 'filter', onRemove, title }: ChipProps) => (
  <span className={classNames(styles.chip, styles[tone], !onRemove && styles.static)} title={title}>
    {field && <span className={styles.field}>{field}</span>}
    <span className={classNames(styles.value, field && styles.strong)}>{value}</span>
    {onRemove && (
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove ${field ? `${field}: ` : ''}${value}`}
        onClick={onRemove}
      >
        <Icon of={X} size={11} />
      </button>
    )}
  </span>
);
