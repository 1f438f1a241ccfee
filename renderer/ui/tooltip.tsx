import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';
import styles from './tooltip.module.css';

/**
 * Names a control on hover and focus, with its key. Never the only place of a fact: a tooltip repeats the accessible
 * name for the eye.
 */
export const Tooltip = ({
  label,
  keys,
  side = 'bottom',
  children,
}: {
  label: string;
  keys?: string | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  children: ReactElement;
}) => (
  <Base.Root>
    <Base.Trigger render={children} delay={500} />
    <Base.Portal>
      <Base.Positioner className={styles.positioner} side={side} sideOffset={6} collisionPadding={6}>
        <Base.Popup className={styles.tooltip}>
          {label}
          {keys && <Kbd keys={keys} />}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
