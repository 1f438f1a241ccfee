import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type KeyboardEventHandler, type ReactNode, useRef } from 'react';
import { classNames } from './class-names.ts';
import { focusAtOnce } from './focus-at-once.ts';
import { IconButton } from './icon-button.tsx';
import styles from './dialog.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Beside the title, faint. */
  subtitle?: ReactNode;
  /** Controls in the head, before the close button. */
  head?: ReactNode;
  /** Buttons; the last one is the one Enter means. */
  foot?: ReactNode;
  size?: 'small' | 'medium' | 'wide' | 'full';
  /** Where the focus starts: at the first control (default), or at the layer itself when its keys come first. */
  focus?: 'control' | 'layer';
  /** Keys of the layer, wherever the focus is inside it. */
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
  children: ReactNode;
}

/** A modal layer: only where a choice is due or undo is impossible, and for work that needs the room. */
export function Dialog(props: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            ref={popup}
            className={classNames(styles.dialog, styles[props.size ?? 'small'])}
            initialFocus={() => {
              const control = popup.current?.querySelector<HTMLElement>(firstControl);
              return focusAtOnce(props.focus === 'layer' ? popup.current : control);
            }}
            onKeyDown={props.onKeyDown}
          >
            <header className={styles.head}>
              <Base.Title className={styles.title}>{props.title}</Base.Title>
              {props.subtitle && <span className={styles.subtitle}>{props.subtitle}</span>}
              <span className={styles.end}>
                {props.head}
                <IconButton icon={X} label="Close" keys="Esc" data-close="" onClick={props.onClose} />
              </span>
            </header>
            <div className={styles.body}>{props.children}</div>
            {props.foot && <footer className={styles.foot}>{props.foot}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** The focus starts at the first control of the dialog, not at the button that leaves it. */
const firstControl = ':is(input, textarea, select, button, a[href]):not(:disabled, [hidden], [data-close])';
