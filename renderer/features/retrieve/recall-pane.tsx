/** Recall of a model over a split, both directions, with intervals; and the pairs that were found last. */
import { type ReactNode, useState } from 'react';
import { splitNames, type SplitName } from '#app/domain/figure.ts';
import type { RecallReport, RetrievalReport } from '#app/domain/search.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { useModelsStore } from '#renderer/stores/models-store.ts';
import { evaluate, useRetrieveStore, valueOf } from '#renderer/stores/retrieve-store.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatCosine, formatCount, formatDuration } from '#renderer/ui/format.ts';
import { PaneBody, PaneHead, PaneSection } from '#renderer/ui/pane.tsx';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './recall-pane.module.css';

interface RecallPaneProps {
  corpus: string;
  model: string | undefined;
  onLike: (id: number) => void;
  /** The button that hides the pane. */
  hide: ReactNode;
}

export function RecallPane({ corpus, model, onLike, hide }: RecallPaneProps) {
  const models = useModelsStore((state) => state.models) ?? [];
  const answer = useRetrieveStore((state) => state.report);
  const [split, setSplit] = useState<SplitName>('test');
  const chosen = model ?? models.find(({ origin }) => origin === 'run')?.name ?? models[0]?.name;
  const report = valueOf(answer);
  const current = report?.corpus === corpus ? report : undefined;
  return (
    <>
      <PaneHead title="Recall over a split">
        {current && <Badge tone="positive">exact</Badge>}
        <span className={styles.hide}>{hide}</span>
      </PaneHead>
      <PaneBody>
        <PaneSection>
          <div className={styles.controls}>
            <SelectField
              label="Split"
              variant="quiet"
              value={split}
              options={splitNames.map((name) => ({ value: name, label: name }))}
              onChange={setSplit}
            />
            <Button
              disabled={chosen === undefined}
              busy={answer.kind === 'waiting'}
              onClick={() => chosen !== undefined && void evaluate(corpus, chosen, split)}
            >
              Measure {chosen}
            </Button>
          </div>
          {answer.kind === 'waiting' && <WaitNote what="Ranking every pair of the split" />}
          {answer.kind === 'failed' && (
            <ErrorState title="Not measured" message={answer.error.message} remedy={answer.error.remedy} />
          )}
          {!current && answer.kind === 'none' && (
            <p className={styles.hint}>
              R@k is the share of queries whose own pair is among the first k. It depends on the pool: the
              more figures, the harder.
            </p>
          )}
          {current && <Numbers report={current} />}
        </PaneSection>
        {current && current.worst.length > 0 && (
          <PaneSection title="Worst ranked" end="image→text, text→image">
            <ul className={styles.worst}>
              {current.worst.map(({ figure, imageToTextRank, textToImageRank }) => (
                <li key={figure.id}>
                  <button
                    type="button"
                    className={styles.pair}
                    onClick={() => onLike(figure.id)}
                    title="What beat it?"
                  >
                    <img
                      className={styles.picture}
                      src={blobUrl(corpus, figure.sha256, 128)}
                      alt=""
                      loading="lazy"
                    />
                    <span className={styles.caption}>{figure.caption}</span>
                    <span className={styles.ranks}>
                      {formatCount(imageToTextRank)}, {formatCount(textToImageRank)}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </PaneSection>
        )}
      </PaneBody>
    </>
  );
}

function Numbers({ report }: { report: RetrievalReport }) {
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>Direction</VisuallyHidden>
            </th>
            <th scope="col">R@1</th>
            <th scope="col">R@5</th>
            <th scope="col">R@10</th>
            <th scope="col">median</th>
            <th scope="col">MRR</th>
          </tr>
        </thead>
        <tbody>
          <Row name="Text → image" recall={report.textToImage} />
          <Row name="Image → text" recall={report.imageToText} />
        </tbody>
      </table>
      <ProvenanceLine
        facts={[
          `pool ${formatCount(report.pool)}, ${report.split} split`,
          '95% bootstrap intervals',
          report.model,
          formatDuration(report.milliseconds),
        ]}
      />
    </>
  );
}

function Row({ name, recall }: { name: string; recall: RecallReport }) {
  const cell = (value: number, interval: readonly [number, number]) => (
    <td>
      <b>{(100 * value).toFixed(1)}</b>
      <span className={styles.interval}>
        {(100 * interval[0]).toFixed(0)}–{(100 * interval[1]).toFixed(0)}
      </span>
    </td>
  );
  return (
    <tr>
      <th scope="row">{name}</th>
      {cell(recall.r1, recall.ci.r1)}
      {cell(recall.r5, recall.ci.r5)}
      {cell(recall.r10, recall.ci.r10)}
      <td>
        <b>{formatCount(recall.medianRank)}</b>
      </td>
      <td>
        <b>{formatCosine(recall.mrr, 3)}</b>
      </td>
    </tr>
  );
}
