import { Select } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import list from './menu.module.css';
import styles from './select-field.module.css';

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: string;
  /** A fact at the end of the row: a count, a size. */
  readonly detail?: string;
}

export interface SelectFieldProps<V extends string> {
  label: string;
  hideLabel?: boolean;
  value: V | null;
  options: readonly SelectOption<V>[];
  onChange: (value: V) => void;
  /** `quiet` has no frame: for toolbars, with the label printed before the value. */
  variant?: 'default' | 'quiet';
  placeholder?: string;
  disabled?: boolean;
  className?: string;
}

/** One value out of a short list. */
export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { label, hideLabel, value, options, onChange, variant = 'default', placeholder, disabled } = props;
  const id = useId();
  const quiet = variant === 'quiet';
  return (
    <div className={classNames(quiet ? styles.inline : styles.field, props.className)}>
      {!hideLabel && !quiet && (
        <span className={styles.label} id={id}>
          {label}
        </span>
      )}
      <Select.Root
        items={[...options]}
        value={value}
        disabled={disabled ?? false}
        onValueChange={(next) => {
          if (next !== null) onChange(next);
        }}
      >
        <Select.Trigger
          className={classNames(styles.trigger, quiet && styles.quiet)}
          {...(hideLabel || quiet ? { 'aria-label': label } : { 'aria-labelledby': id })}
        >
          {quiet && !hideLabel && <span className={styles.prefix}>{label}</span>}
          <span className={styles.value}>
            <Select.Value placeholder={placeholder ?? 'Choose'} />
          </span>
          <Icon of={ChevronDown} size={11} />
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner
            className={list.positioner}
            alignItemWithTrigger={false}
            sideOffset={4}
            align={quiet ? 'end' : 'start'}
          >
            <Select.Popup className={classNames(list.popup, styles.popup)}>
              <Select.List>
                {options.map((option) => (
                  <Select.Item key={option.value} value={option.value} className={list.item}>
                    <span className={styles.tick}>
                      <Select.ItemIndicator>
                        <Icon of={Check} size={12} />
                      </Select.ItemIndicator>
                    </span>
                    <Select.ItemText className={list.label}>{option.label}</Select.ItemText>
                    {option.detail && <span className={list.detail}>{option.detail}</span>}
                  </Select.Item>
                ))}
              </Select.List>
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
    </div>
  );
}
