import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './banner.module.css';

const icons = { info: Info, positive: CircleCheck, warning: TriangleAlert, danger: CircleAlert } as const;

/** A fact that concerns the whole view, with what can be done about it. */
export const Banner = ({
  tone,
  title,
  action,
  children,
}: {
  tone: keyof typeof icons;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}) => (
  <div className={classNames(styles.banner, styles[tone])} role={tone === 'danger' ? 'alert' : 'status'}>
    <Icon of={icons[tone]} />
    <div className={styles.text}>
      <b className={styles.title}>{title}</b>
      {children && <div>{children}</div>}
    </div>
    {action && <div className={styles.action}>{action}</div>}
  </div>
);
