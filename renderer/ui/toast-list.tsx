import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './toast-list.module.css';

export interface ToastEntry {
  readonly id: number;
  readonly tone: 'info' | 'positive' | 'danger';
  readonly title: string;
  /** Faint second line: where it was stored, what to do. */
  readonly detail?: string;
  readonly action?: { readonly label: string; readonly keys?: string; readonly run: () => void };
  /** Absent: stays until it is closed (failures do). */
  readonly lifeMs?: number;
}

const icons = { info: Info, positive: CircleCheck, danger: CircleAlert } as const;

/** Messages about what was just done, each with its way back. Announced politely; failures at once. */
export const ToastList = ({
  toasts,
  onClose,
}: {
  toasts: readonly ToastEntry[];
  onClose: (id: number) => void;
}) => (
  <section className={styles.list} aria-label="Messages">
    <div aria-live="polite" className={styles.group}>
      {toasts.map((toast) => (
        <Toast key={toast.id} toast={toast} onClose={onClose} />
      ))}
    </div>
  </section>
);

function Toast({ toast, onClose }: { toast: ToastEntry; onClose: (id: number) => void }) {
  const { id, lifeMs, action } = toast;
  useEffect(() => {
    if (lifeMs === undefined) return undefined;
    const timer = setTimeout(() => onClose(id), lifeMs);
    return () => clearTimeout(timer);
  }, [id, lifeMs, onClose]);
  return (
    <div className={styles.toast} data-tone={toast.tone}>
      <Icon of={icons[toast.tone]} />
      <p className={styles.text}>
        {toast.title}
        {toast.detail && <small className={styles.detail}>{toast.detail}</small>}
      </p>
      {action && (
        <Button
          variant="quiet"
          size="small"
          {...(action.keys ? { keys: action.keys } : {})}
          onClick={() => {
            action.run();
            onClose(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label="Close message" size="small" onClick={() => onClose(id)} />
    </div>
  );
}
