import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import { Spinner } from './spinner.tsx';
import styles from './button.module.css';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary` at most once per view or dialog. */
  variant?: 'default' | 'primary' | 'quiet' | 'danger' | 'danger-solid' | 'link';
  size?: 'small' | 'medium' | 'large';
  icon?: LucideIcon;
  iconAfter?: LucideIcon;
  /** The key that does the same, shown on the button. */
  keys?: string;
  /** Work is under way: a ring takes the place of the icon and presses are ignored. */
  busy?: boolean;
  children?: ReactNode;
}

/** A button with a label. Verb first, sentence case, no full stop. */
export function Button(props: ButtonProps) {
  const {
    variant = 'default',
    size = 'medium',
    icon,
    iconAfter,
    keys,
    busy = false,
    children,
    className,
    onClick,
    ...rest
  } = props;
  const solid = variant === 'primary' || variant === 'danger-solid';
  return (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[variant], styles[size], className)}
      data-solid={solid || undefined}
      aria-busy={busy || undefined}
      aria-keyshortcuts={keys?.replace('Ctrl', 'Control')}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <Spinner /> : icon && <Icon of={icon} size={15} />}
      {children !== undefined && <span className={styles.label}>{children}</span>}
      {iconAfter && <Icon of={iconAfter} size={11} />}
      {keys && <Kbd keys={keys} />}
    </button>
  );
}
