import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './error-state.module.css';

/** What went wrong, what to do next, and a way to try again. Fills the place of what could not be shown. */
export const ErrorState = ({
  title,
  message,
  remedy,
  onRetry,
  retryLabel = 'Try again',
  action,
}: {
  title: string;
  message: string;
  remedy?: string | undefined;
  onRetry?: () => void;
  retryLabel?: string;
  action?: ReactNode;
}) => (
  <div className={styles.state} role="alert">
    <Icon of={CircleAlert} size={20} />
    <h2 className={styles.title}>{title}</h2>
    <p className={styles.message}>{message}</p>
    {remedy && <p className={styles.remedy}>{remedy}</p>}
    <div className={styles.actions}>
      {onRetry && (
        <Button icon={RotateCw} onClick={onRetry}>
          {retryLabel}
        </Button>
      )}
      {action}
    </div>
  </div>
);
