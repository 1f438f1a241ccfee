import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';
import { Icon } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';
import styles from './segmented.module.css';

export interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  /** With an icon the label is for screen readers and the tooltip. */
  readonly icon?: LucideIcon;
  readonly detail?: string;
  readonly disabled?: boolean;
}

export interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  segments: readonly Segment<V>[];
  onChange: (value: V) => void;
}

/** One of a few, all visible: radio buttons, so there is one tab stop and the arrows choose. */
export function Segmented<V extends string>({ label, value, segments, onChange }: SegmentedProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.group} aria-label={label}>
      {segments.map((segment) => (
        <label
          key={segment.value}
          className={styles.segment}
          title={segment.icon ? segment.label : undefined}
        >
          <input
            type="radio"
            className={styles.radio}
            name={name}
            checked={segment.value === value}
            disabled={segment.disabled}
            onChange={() => onChange(segment.value)}
          />
          {segment.icon ? (
            <>
              <Icon of={segment.icon} size={14} />
              <VisuallyHidden>{segment.label}</VisuallyHidden>
            </>
          ) : (
            segment.label
          )}
          {segment.detail && <small className={styles.detail}>{segment.detail}</small>}
        </label>
      ))}
    </fieldset>
  );
}
