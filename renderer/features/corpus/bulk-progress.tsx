import { useCurationStore } from '#renderer/stores/curation-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount, formatShare } from '#renderer/ui/format.ts';
import styles from './selection-bar.module.css';

/** How far a change of all that match has come, and the way to end it. */
export function BulkProgress() {
  const bulk = useCurationStore((state) => state.bulk);
  if (!bulk) return null;
  return (
    <output className={styles.bulk}>
      Saving: {formatShare(bulk.done, bulk.total)}, {formatCount(bulk.done)} of {formatCount(bulk.total)}
      <Button variant="link" size="small" onClick={bulk.stop}>
        Stop
      </Button>
    </output>
  );
}
