import { type ComponentPropsWithRef, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './text-area.module.css';

export interface TextAreaProps extends ComponentPropsWithRef<'textarea'> {
  label: string;
  hideLabel?: boolean;
}

/** Several lines of text. */
export function TextArea({ label, hideLabel, className, ...rest }: TextAreaProps) {
  const generated = useId();
  const id = rest.id ?? generated;
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
        className={classNames(styles.area, className)}
        aria-label={hideLabel ? label : undefined}
      />
    </div>
  );
}
