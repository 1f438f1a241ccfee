import { CircleAlert } from 'lucide-react';
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './text-area.module.css';

export interface TextAreaProps extends ComponentPropsWithRef<'textarea'> {
  label: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  error?: string | undefined;
}

/** Several lines of text, with its label, hint or error. */
export function TextArea({ label, hideLabel, hint, error, className, ...rest }: TextAreaProps) {
  const generated = useId();
  const id = rest.id ?? generated;
  const note = `${id}-note`;
  return (
    <div className={styles.field}>
      {!hideLabel && (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      <textarea
        {...rest}
        id={id}
        className={classNames(styles.area, error !== undefined && styles.invalid, className)}
        aria-label={hideLabel ? label : undefined}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error !== undefined || hint ? note : undefined}
      />
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
