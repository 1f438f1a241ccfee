import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import type { CountedValue } from './use-counts.ts';
import styles from './export-dialog.module.css';

/** The values that occur, with their counts; all are wanted until somebody says otherwise. */
export function CheckGroup<V extends string>(props: {
  label: string;
  values: readonly CountedValue<V>[];
  without: readonly V[];
  onChange: (without: readonly V[]) => void;
}) {
  const { label, values, without, onChange } = props;
  if (values.length === 0) return null;
  const toggle = (value: V): void =>
    onChange(without.includes(value) ? without.filter((other) => other !== value) : [...without, value]);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.checks}>
        {values.map(({ value, label: name, count }) => (
          <Checkbox key={value} checked={!without.includes(value)} onChange={() => toggle(value)}>
            {name}
            <small className={styles.number}>{formatCount(count)}</small>
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}
