import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
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

/** One of a few, all visible: a radio group with one tab stop; arrows choose. */
export function Segmented<V extends string>({ label, value, segments, onChange }: SegmentedProps<V>) {
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = arrowStep(event.key);
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const usable = segments.filter((segment) => !segment.disabled);
    const at = usable.findIndex((segment) => segment.value === value);
    const next = usable.at((at + step + usable.length) % usable.length);
    if (!next) return;
    onChange(next.value);
    const button = group.current?.querySelector(`[data-value="${CSS.escape(next.value)}"]`);
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <div ref={group} className={styles.group} role="radiogroup" aria-label={label} onKeyDown={onKeyDown}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          data-value={segment.value}
          className={styles.segment}
          aria-checked={segment.value === value}
          tabIndex={segment.value === value ? 0 : -1}
          disabled={segment.disabled}
          title={segment.icon ? segment.label : undefined}
          onClick={() => onChange(segment.value)}
        >
          {segment.icon ? (
            <>
              <Icon of={segment.icon} size={14} />
              <VisuallyHidden>{segment.label}</VisuallyHidden>
            </>
          ) : (
            segment.label
          )}
          {segment.detail && <small className={styles.detail}>{segment.detail}</small>}
        </button>
      ))}
    </div>
  );
}

function arrowStep(key: string): number {
  if (key === 'ArrowRight' || key === 'ArrowDown') return 1;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return -1;
  return 0;
}
