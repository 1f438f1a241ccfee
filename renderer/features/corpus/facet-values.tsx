import { Ban, Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { FacetField, FacetValue } from '#app/domain/corpus.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { capitalised, fieldName, valueName } from './facet-names.ts';
import { FacetValueRow } from './facet-value-row.tsx';
import { type FacetChoice, toggledChoice } from './filter-edit.ts';
import { listedValues, useFoundValues } from './use-found-values.ts';
import styles from './facet-values.module.css';

const shownFirst = 6;
const shownMore = 200;
const findableFrom = 12;

/**
 * The values of one facet, most frequent first, with bars on a common scale. A press includes a value; Alt with the
 * press, the key minus or the button at its end leaves it out. One tab stop; arrows go from value to value.
 */
export function FacetValues(props: {
  field: FacetField;
  values: readonly FacetValue[];
  choice: FacetChoice;
  onChoice: (choice: FacetChoice) => void;
}) {
  const { field, values, choice, onChoice } = props;
  const [all, setAll] = useState(false);
  const [wanted, setWanted] = useState('');
  const [stop, setStop] = useState<string>();
  const largest = Math.max(1, ...values.map((value) => value.count));
  const found = useFoundValues(field, values, wanted, (value) => valueName(field, value));
  const isChosen = (value: string): boolean =>
    choice.included.includes(value) || choice.excluded.includes(value);
  const limit = all || wanted !== '' ? shownMore : shownFirst;
  const shown = found.filter((value, index) => index < limit || isChosen(value.value));
  const hidden = found.length - shown.length;
  const tabStop = shown.some(({ value }) => value === stop) ? stop : shown[0]?.value;
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')];
    const next = boxes[boxes.findIndex((box) => box === document.activeElement) + step];
    event.preventDefault();
    next?.focus();
  };
  // Longer lists are cut by the host, which then finds among all of them.
  const isCut = values.length >= listedValues;
  const find = isCut
    ? `Find a ${fieldName(field).toLowerCase()}`
    : `Find among ${formatCount(values.length)}`;
  return (
    <>
      {values.length >= findableFrom && (
        <TextField
          className={styles.find}
          size="small"
          icon={Search}
          label={find}
          placeholder={find}
          hideLabel
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {/* The checkboxes have the focus; the list moves it between them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul onKeyDown={onKeyDown}>
        {shown.map(({ value, count }) => (
          <FacetValueRow
            key={value}
            name={named(field, value)}
            count={count}
            share={Math.min(1, count / largest)}
            state={
              choice.included.includes(value)
                ? 'included'
                : choice.excluded.includes(value)
                  ? 'excluded'
                  : 'neither'
            }
            isTabStop={value === tabStop}
            onFocus={() => setStop(value)}
            onToggle={(as) => onChoice(toggledChoice(choice, value, as))}
          />
        ))}
      </ul>
      {found.length === 0 && <p className={styles.none}>None is called “{wanted}”.</p>}
      {choice.excluded.length > 0 && (
        <p className={styles.excluded}>
          <Icon of={Ban} size={11} /> {formatCount(choice.excluded.length)} left out
        </p>
      )}
      {wanted === '' && (hidden > 0 || all) && found.length > shownFirst && (
        <Button variant="link" size="small" className={styles.more} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${isCut ? 'At least ' : ''}${formatCount(hidden)} more`}
        </Button>
      )}
    </>
  );
}

/** Our own words start with a capital; names of journals and tags stay as they were given. */
const named = (field: FacetField, value: string): string =>
  field === 'journal' || field === 'tag' ? valueName(field, value) : capitalised(valueName(field, value));
