import type { Rejection } from '#app/domain/figure.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { PaneBody, PaneHead } from '#renderer/ui/pane.tsx';
import { reasonNames, type RejectionCode, reasonsOf } from './report-reasons.ts';
import styles from './reasons-pane.module.css';

/** The reasons that occur, with their shares; pressing one shows only its items. */
export function ReasonsPane(props: {
  rejected: readonly Rejection[];
  reason: RejectionCode | undefined;
  onReason: (reason: RejectionCode | undefined) => void;
}) {
  const { rejected, reason, onReason } = props;
  const reasons = reasonsOf(rejected);
  const largest = reasons[0]?.count ?? 1;
  return (
    <>
      <PaneHead title="Reasons" />
      <PaneBody className={styles.reasons ?? ''}>
        <button
          type="button"
          className={styles.reason}
          aria-pressed={reason === undefined}
          onClick={() => onReason(undefined)}
        >
          <span className={styles.name}>All reasons</span>
          <span className={styles.count}>{formatCount(rejected.length)}</span>
        </button>
        {reasons.map(({ code, count }) => (
          <button
            key={code}
            type="button"
            className={styles.reason}
            aria-pressed={reason === code}
            onClick={() => onReason(code)}
          >
            <span className={styles.name}>{reasonNames[code]}</span>
            <span className={styles.count}>{formatCount(count)}</span>
            <i className={styles.bar} style={{ width: `calc(${(count / largest) * 100}% - 16px)` }} />
          </button>
        ))}
      </PaneBody>
    </>
  );
}
