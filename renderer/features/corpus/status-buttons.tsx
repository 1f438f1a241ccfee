import { Check, CornerUpLeft, type LucideIcon, X } from 'lucide-react';
import type { CurationStatus } from '#app/domain/figure.ts';
import { changeFigures } from '#renderer/stores/curation-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import styles from './status-buttons.module.css';

const decisions: readonly {
  readonly status: CurationStatus;
  readonly label: string;
  readonly keys: string;
  readonly icon: LucideIcon;
}[] = [
  { status: 'accepted', label: 'Accept', keys: 'A', icon: Check },
  { status: 'returned', label: 'Return', keys: 'R', icon: CornerUpLeft },
  { status: 'rejected', label: 'Reject', keys: 'N', icon: X },
];

/** The decision about one figure. Pressing the one in force sets it back to pending. */
export const StatusButtons = ({
  corpus,
  figure,
  status,
}: {
  corpus: string;
  figure: number;
  status: CurationStatus;
}) => (
  <div className={styles.buttons}>
    {decisions.map((decision) => (
      <Button
        key={decision.status}
        className={styles[decision.status] ?? ''}
        icon={decision.icon}
        keys={decision.keys}
        aria-pressed={decision.status === status}
        onClick={() =>
          void changeFigures(corpus, [figure], {
            kind: 'status',
            status: decision.status === status ? 'pending' : decision.status,
          })
        }
      >
        {decision.label}
      </Button>
    ))}
  </div>
);
