import { PenLine } from 'lucide-react';
import type { CurationStatus } from '#app/domain/figure.ts';
import { Dot, type Tone } from '#renderer/ui/badge.tsx';
import { Icon } from '#renderer/ui/icon.tsx';
import styles from './status-mark.module.css';

const tones: Readonly<Record<CurationStatus, Tone>> = {
  pending: 'neutral',
  draft: 'accent',
  accepted: 'positive',
  returned: 'warning',
  rejected: 'danger',
};

/** The curation state as dot and word. Pending is the rule and stays unmarked, unless `always`. */
export const StatusMark = ({
  status,
  edited,
  always = false,
}: {
  status: CurationStatus;
  edited: boolean;
  always?: boolean;
}) => (
  <>
    {(always || status !== 'pending') && (
      <span className={styles.mark}>
        <Dot tone={tones[status]} shape={status === 'pending' ? 'hollow' : 'filled'} />
        {status}
      </span>
    )}
    {edited && (
      <span className={styles.mark} title="The caption was edited by a person">
        <Icon of={PenLine} size={11} />
        edited
      </span>
    )}
  </>
);
