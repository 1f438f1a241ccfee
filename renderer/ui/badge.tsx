import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './badge.module.css';

export type Tone = 'neutral' | 'positive' | 'warning' | 'danger' | 'info' | 'machine' | 'accent';

/** A word that marks an exception: approximate, retracted, live. */
export const Badge = ({
  tone = 'neutral',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
}) => (
  <span className={classNames(styles.badge, styles[tone])}>
    {icon && <Icon of={icon} size={11} />}
    {children}
  </span>
);

/** A state as a dot; always beside a word, never alone. */
export const Dot = ({
  tone = 'neutral',
  shape = 'filled',
}: {
  tone?: Tone;
  shape?: 'filled' | 'hollow' | 'haloed';
}) => <span className={classNames(styles.dot, styles[`dot-${tone}`], styles[shape])} aria-hidden="true" />;
