import type { LucideIcon } from 'lucide-react';
import { CircleAlert } from 'lucide-react';
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './text-field.module.css';

export interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'size'> {
  /** The visible label; with `hideLabel` only screen readers get it. */
  label: string;
  hideLabel?: boolean;
  icon?: LucideIcon;
  unit?: string;
  hint?: ReactNode;
  error?: string | undefined;
  size?: 'small' | 'medium';
  /** Buttons inside the frame, at the end. */
  end?: ReactNode;
}

/** One line of text, with its label, unit, hint or error. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, icon, unit, hint, error, size = 'medium', end, className, ...rest } = props;
  const generated = useId();
  const id = rest.id ?? generated;
  const note = `${id}-note`;
  return (
    <div className={classNames(styles.field, className)}>
      {!hideLabel && (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      <span
        className={classNames(styles.frame, styles[size], error !== undefined && styles.invalid)}
        data-disabled={rest.disabled || undefined}
      >
        {icon && <Icon of={icon} size={14} />}
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          id={id}
          className={styles.input}
          aria-label={hideLabel ? label : undefined}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error !== undefined || hint ? note : undefined}
        />
        {unit && <span className={styles.unit}>{unit}</span>}
        {end}
      </span>
      {error !== undefined ? (
        <span id={note} className={styles.error} role="alert">
          <Icon of={CircleAlert} size={13} />
          {error}
        </span>
      ) : (
        hint && (
          <span id={note} className={styles.hint}>
            {hint}
          </span>
        )
      )}
    </div>
  );
}
