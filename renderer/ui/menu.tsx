import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly onSelect: () => void;
      readonly icon?: LucideIcon;
      readonly keys?: string;
      readonly detail?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      /** A tick at the end: this one is in force. */
      readonly current?: boolean;
    }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'line' };

/** A menu behind a button. `trigger` is the button element. */
export const Menu = ({
  trigger,
  entries,
  align = 'start',
}: {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
}) => (
  <Base.Root modal={false}>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
        <Base.Popup className={styles.popup}>
          {entries.map((entry, index) => (
            // The entries of one menu keep their places while it is open.
            // oxlint-disable-next-line react/no-array-index-key
            <Entry key={index} entry={entry} />
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'line') return <Base.Separator className={styles.line} />;
  if (entry.kind === 'heading') return <div className={styles.heading}>{entry.label}</div>;
  return (
    <Base.Item
      className={classNames(styles.item, entry.danger && styles.danger)}
      disabled={entry.disabled ?? false}
      onClick={entry.onSelect}
      {...(entry.current ? { 'aria-current': true } : {})}
    >
      {entry.icon && <Icon of={entry.icon} size={15} />}
      <span className={styles.label}>{entry.label}</span>
      {entry.detail && <span className={styles.detail}>{entry.detail}</span>}
      {entry.keys && <Kbd keys={entry.keys} />}
    </Base.Item>
  );
}
