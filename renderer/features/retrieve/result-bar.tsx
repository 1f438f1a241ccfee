/** What the hits are worth: how they were compared, over what, and everything that is not among them. */
import { Layers, RefreshCw, TerminalSquare } from 'lucide-react';
import type { SearchResult } from '#app/domain/search.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { useCommandLineStore } from '#renderer/stores/command-line-store.ts';
import { useRetrieveStore } from '#renderer/stores/retrieve-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatCosine, formatCount, formatDuration, formatNoun } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';
import type { RetrievePlace } from './place.ts';
import styles from './result-bar.module.css';

export function ResultBar(props: {
  place: RetrievePlace;
  result: SearchResult;
  waiting: boolean;
  onPlace: (change: Partial<RetrievePlace>) => void;
}) {
  const { place, result, waiting, onPlace } = props;
  const recheck = useRetrieveStore((state) => state.recheck);
  const line = useCommandLineStore(
    (state) => state.commands.find((command) => command.line.startsWith('figscope search '))?.line,
  );
  const {
    exact,
    recallEstimate,
    recallK = 10,
    hidden,
    notes,
    rankedWithin,
    embedding,
    pool,
    milliseconds,
  } = result;
  const approximate =
    recallEstimate === undefined
      ? 'approximate'
      : `approximate, recall@${recallK} about ${formatCosine(recallEstimate, 3)}`;
  return (
    <div className={styles.head}>
      <div className={styles.bar} aria-live="polite">
        <b>{formatNoun(result.hits.length, 'hit')}</b>
        {embedding ? (
          <Badge tone={exact ? 'positive' : 'warning'}>{exact ? 'exact' : approximate}</Badge>
        ) : (
          <Badge tone={rankedWithin === undefined ? 'neutral' : 'warning'}>
            {rankedWithin === undefined ? 'by words' : 'ranking bounded'}
          </Badge>
        )}
        {!exact && (
          <Button
            variant="link"
            icon={RefreshCw}
            keys="X"
            busy={waiting}
            onClick={() => onPlace({ exact: true })}
          >
            Re-check exactly
          </Button>
        )}
        {place.exact && exact && embedding && (
          <Button variant="link" onClick={() => onPlace({ exact: false })}>
            Let the index answer
          </Button>
        )}
        <ProvenanceLine
          facts={[
            `pool ${formatCount(pool)}`,
            embedding?.model,
            rankedWithin !== undefined &&
              `words ranked within the newest ${formatCount(rankedWithin)} matches`,
            recheck &&
              `${formatCount(recheck.same)} of ${formatCount(recheck.of)} were in the approximate answer`,
            formatDuration(milliseconds),
          ]}
        />
        {waiting && <Spinner />}
        <span className={styles.end}>
          <Button
            variant="quiet"
            size="small"
            icon={Layers}
            keys="C"
            aria-pressed={place.collapse}
            onClick={() => onPlace({ collapse: !place.collapse })}
          >
            {place.collapse ? 'Copies collapsed' : 'Copies one by one'}
          </Button>
          {line !== undefined && (
            <IconButton
              icon={TerminalSquare}
              size="small"
              label="Copy the search as a command"
              onClick={() => void copyText(line, 'Command copied')}
            />
          )}
        </span>
      </div>
      {(hidden.length > 0 || notes.length > 0) && (
        <ul className={styles.hidden} aria-label="Not shown">
          {hidden.map(({ reason, count }) => (
            <li key={reason}>
              <b>{formatCount(count)}</b> hidden: {reason}
            </li>
          ))}
          {notes.map((note) => (
            <li key={note} className={styles.note}>
              {note}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
