import { Undo2 } from 'lucide-react';
import type { HistoryEntry } from '#app/domain/curation.ts';
import { undo } from '#renderer/stores/curation-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatMoment } from '#renderer/ui/format.ts';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import styles from './history-tab.module.css';

/** Every change of a figure, newest first. Undo is an entry like any other. */
export function HistoryTab(props: { corpus: string; figure: number; entries: readonly HistoryEntry[] }) {
  const { corpus, figure, entries } = props;
  if (entries.length === 0) {
    return <p className={styles.none}>Nobody has changed this figure. The caption is the publisher’s.</p>;
  }
  return (
    <div className={styles.tab}>
      <Button size="small" icon={Undo2} onClick={() => void undo(corpus, figure)}>
        Undo the last change of this figure
      </Button>
      <ol className={styles.entries}>
        {entries.map((entry) => (
          <li key={entry.sequence} className={styles.entry}>
            <p className={styles.head}>
              <b>{entry.field}</b>
              <span>{entry.by}</span>
              <time dateTime={entry.at}>{formatMoment(entry.at)}</time>
              {entry.undoes !== undefined && <Badge>takes back step {entry.undoes}</Badge>}
            </p>
            <p className={styles.change}>
              {entry.field === 'caption' ? (
                <TextDiff before={entry.before} after={entry.after} />
              ) : (
                <>
                  <span className={styles.before}>{valueText(entry.before)}</span>
                  {' → '}
                  <span>{valueText(entry.after)}</span>
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The log keeps tags as a JSON list and the status as a word. */
function valueText(value: string): string {
  const tags: unknown = value.startsWith('[') ? JSON.parse(value) : [value];
  const text = Array.isArray(tags) ? tags.join(', ') : value;
  return text === '' ? 'none' : text;
}
