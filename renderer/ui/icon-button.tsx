import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';
import styles from './icon-button.module.css';

export interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  icon: LucideIcon;
  /** The accessible name, also shown as tooltip. */
  label: string;
  keys?: string;
  size?: 'small' | 'medium';
  /** For toggles. */
  pressed?: boolean;
  tooltipSide?: 'top' | 'bottom' | 'left' | 'right';
}

/** A square button with an icon only. At least 24 px. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, keys, size = 'medium', pressed, tooltipSide, className, ...rest } = props;
  return (
    <Tooltip label={label} keys={keys} {...(tooltipSide ? { side: tooltipSide } : {})}>
      <button
        type="button"
        {...rest}
        className={classNames(styles.button, styles[size], className)}
        aria-label={label}
        aria-pressed={pressed}
        aria-keyshortcuts={keys?.replace('Ctrl', 'Control')}
      >
        <Icon of={icon} size={size === 'small' ? 14 : 16} />
      </button>
    </Tooltip>
  );
}
