import { Ban } from 'lucide-react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import styles from './facet-values.module.css';

/** One value of a facet: included, left out or neither. */
export function FacetValueRow(props: {
  name: string;
  count: number;
  /** Of the longest bar, 0 to 1. */
  share: number;
  state: 'included' | 'excluded' | 'neither';
  isTabStop: boolean;
  onFocus: () => void;
  onToggle: (as: 'include' | 'exclude') => void;
}) {
  const { name, count, share, state, isTabStop, onFocus, onToggle } = props;
  const exclude = (event: KeyboardEvent | MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    onToggle('exclude');
  };
  return (
    <li className={styles.item} data-state={state}>
      <Checkbox
        className={styles.value}
        tabIndex={isTabStop ? 0 : -1}
        aria-keyshortcuts="-"
        checked={state === 'included'}
        onFocus={onFocus}
        onClick={(event) => {
          if (event.altKey) exclude(event);
        }}
        onKeyDown={(event) => {
          if (event.key === '-') exclude(event);
        }}
        onChange={() => onToggle('include')}
      >
        <span className={styles.name}>
          {name}
          {state === 'excluded' && <VisuallyHidden>, left out</VisuallyHidden>}
        </span>
        <span className={styles.count}>{formatCount(count)}</span>
      </Checkbox>
      <button
        type="button"
        className={styles.exclude}
        tabIndex={-1}
        aria-pressed={state === 'excluded'}
        aria-label={`Leave out ${name}`}
        title="Leave out (Alt and click, or the key -)"
        onClick={() => onToggle('exclude')}
      >
        <Icon of={Ban} size={12} />
      </button>
      <span className={styles.track} aria-hidden="true">
        <i className={styles.bar} style={{ width: `${share * 100}%` }} />
      </span>
    </li>
  );
}
