import { PanelLeft, PanelRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import { Resizer } from './resizer.tsx';
import { useRememberedNumber } from './use-remembered.ts';
import styles from './pane.module.css';

/** The head of a pane: a title at the left, anything at the right. */
export const PaneHead = ({ title, children }: { title: ReactNode; children?: ReactNode }) => (
  <header className={styles.head}>
    <h2 className={styles.title}>{title}</h2>
    {children}
  </header>
);

/** A block of a pane, with a line below it. */
export const PaneSection = ({
  title,
  end,
  children,
}: {
  title?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
}) => (
  <section className={styles.section}>
    {(title || end) && (
      <div className={styles.sectionHead}>
        {title && <h3 className={styles.sectionTitle}>{title}</h3>}
        {end && <span className={styles.end}>{end}</span>}
      </div>
    )}
    {children}
  </section>
);

/** The part of a pane that scrolls. */
export const PaneBody = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div className={classNames(styles.body, className)}>{children}</div>
);

export interface SidePaneProps {
  /** Under which its width is remembered: `corpus.filters`. */
  id: string;
  /** Its name, for the resizer and the strip: "Filters". */
  label: string;
  side: 'left' | 'right';
  min: number;
  initial: number;
  max: number;
  /** Default true. A closed pane leaves a strip of 40 px when `onOpenChange` is given, else nothing. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Shown in the strip below the name, a count for instance. */
  strip?: ReactNode;
  children: ReactNode;
}

/** A pane beside the centre, with a resizer towards it and a remembered width. */
export function SidePane(props: SidePaneProps) {
  const { id, label, side, min, initial, max, open = true, onOpenChange, strip, children } = props;
  const [width, setWidth] = useRememberedNumber(`width.${id}`, initial, min, max);
  if (!open) {
    return onOpenChange ? (
      <aside className={styles.strip} data-side={side} aria-label={label}>
        <IconButton
          icon={side === 'left' ? PanelLeft : PanelRight}
          label={`Show ${label.toLowerCase()}`}
          {...(side === 'left' ? { keys: 'Ctrl+B' } : {})}
          onClick={() => onOpenChange(true)}
        />
        <span className={styles.stripLabel}>{label}</span>
        {strip}
      </aside>
    ) : null;
  }
  const resizer = (
    <Resizer
      label={label.toLowerCase()}
      side={side}
      width={width}
      min={min}
      initial={initial}
      max={max}
      onResize={setWidth}
      onCollapse={onOpenChange ? () => onOpenChange(false) : undefined}
    />
  );
  return (
    <>
      {side === 'right' && resizer}
      <aside className={styles.pane} aria-label={label} style={{ width }}>
        {children}
      </aside>
      {side === 'left' && resizer}
    </>
  );
}

/** The button that hides a side pane, for its head. */
export const HidePane = ({
  label,
  side,
  onHide,
}: {
  label: string;
  side: 'left' | 'right';
  onHide: () => void;
}) => (
  <IconButton
    icon={side === 'left' ? PanelLeft : PanelRight}
    size="small"
    label={`Hide ${label.toLowerCase()}`}
    {...(side === 'left' ? { keys: 'Ctrl+B' } : {})}
    onClick={onHide}
  />
);
