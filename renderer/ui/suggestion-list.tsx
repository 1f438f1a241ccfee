/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role -- no select takes free text beside its options. */
import { formatCount } from './format.ts';
import styles from './suggestion-list.module.css';

interface ListedSuggestion {
  readonly label: string;
  readonly count?: number;
  readonly detail?: string;
}

/** The list under a field that completes. The focus stays in the field; the option in force is its active descendant. */
export const SuggestionList = <S extends ListedSuggestion>(props: {
  id: string;
  suggestions: readonly S[];
  /** -1: none. */
  active: number;
  onChoose: (suggestion: S) => void;
}) => (
  <div className={styles.popup}>
    <ul id={props.id} role="listbox" aria-label="Suggestions" className={styles.list}>
      {props.suggestions.map((suggestion, index) => (
        // The field has the focus and the keys.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={suggestion.label}
          id={`${props.id}-${index}`}
          role="option"
          aria-selected={index === props.active}
          className={styles.option}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.onChoose(suggestion)}
        >
          <span className={styles.label}>{suggestion.label}</span>
          <span className={styles.detail}>
            {suggestion.count === undefined ? suggestion.detail : formatCount(suggestion.count)}
          </span>
        </li>
      ))}
    </ul>
    <p className={styles.keys} aria-hidden="true">
      ↑ ↓ choose · Tab complete · Enter apply · Esc close
    </p>
  </div>
);
