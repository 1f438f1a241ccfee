import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './scroll-region.module.css';

/** A part that scrolls on its own and holds no controls: it takes the focus, so that the keys scroll it. */
export const ScrollRegion = ({
  label,
  className,
  children,
}: {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <section className={classNames(styles.region, className)} aria-label={label} tabIndex={0}>
    {children}
  </section>
);
