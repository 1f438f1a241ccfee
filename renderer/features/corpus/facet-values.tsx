import { Search } from 'lucide-react';
import { useState } from 'react';
import type { FacetField, FacetValue } from '#app/domain/corpus.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { TextField } from '#renderer/ui/text-field.tsx';
import { capitalised, valueName } from './facet-names.ts';
import styles from './facet-values.module.css';

const shownFirst = 6;
const shownMore = 200;
const findableFrom = 12;

/** The values of one facet, most frequent first, with bars on a common scale. */
export function FacetValues(props: {
  field: FacetField;
  values: readonly FacetValue[];
  selected: readonly string[];
  onSelect: (values: readonly string[]) => void;
}) {
  const { field, values, selected, onSelect } = props;
  const [all, setAll] = useState(false);
  const [wanted, setWanted] = useState('');
  const largest = Math.max(1, ...values.map((value) => value.count));
  const found = values.filter((value) =>
    valueName(field, value.value).toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  const shown = found.filter(
    (value, index) => index < (all ? shownMore : shownFirst) || selected.includes(value.value),
  );
  const hidden = found.length - shown.length;
  const toggle = (value: string): void =>
    onSelect(selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value]);
  return (
    <>
      {values.length >= findableFrom && (
        <TextField
          className={styles.find}
          size="small"
          icon={Search}
          label={`Find among ${formatCount(values.length)}`}
          placeholder={`Find among ${formatCount(values.length)}`}
          hideLabel
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      <ul>
        {shown.map(({ value, count }) => (
          <li key={value} className={styles.item}>
            <Checkbox
              className={styles.value}
              checked={selected.includes(value)}
              onChange={() => toggle(value)}
            >
              <span className={styles.name}>{named(field, value)}</span>
              <span className={styles.count}>{formatCount(count)}</span>
            </Checkbox>
            <span className={styles.track} aria-hidden="true">
              <i
                className={styles.bar}
                data-on={selected.includes(value) || undefined}
                style={{ width: `${(count / largest) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.none}>None is called “{wanted}”.</p>}
      {(hidden > 0 || all) && found.length > shownFirst && (
        <Button variant="link" size="small" className={styles.more} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${formatCount(hidden)} more`}
        </Button>
      )}
    </>
  );
}

/** Our own words start with a capital; names of journals and tags stay as they were given. */
const named = (field: FacetField, value: string): string =>
  field === 'journal' || field === 'tag' ? valueName(field, value) : capitalised(valueName(field, value));
