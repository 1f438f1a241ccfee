import type { ComponentPropsWithRef, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './checkbox.module.css';

/** A checkbox with its label; the whole row is the target. */
export const Checkbox = ({
  children,
  className,
  ...rest
}: Omit<ComponentPropsWithRef<'input'>, 'type'> & { children?: ReactNode }) => (
  <label className={classNames(styles.row, className)}>
    <input {...rest} type="checkbox" className={styles.box} />
    {children}
  </label>
);
