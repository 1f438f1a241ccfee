/** Cosine beside softmax for every label: the first is evidence, the second only ranks these labels. */
import { Copy } from 'lucide-react';
import type { Classification } from '#app/domain/search.ts';
import { useClassifyStore, type ClassifiedFile } from '#renderer/stores/classify-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatCosine, formatDuration } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './scores.module.css';

type Score = NonNullable<Classification['results']>[number];

export function Scores({ file }: { file: ClassifiedFile | undefined }) {
  const { running, templates, model, labels } = useClassifyStore();
  if (!file) return null;
  const results = file.result?.results;
  if (!results)
    return running ? (
      <div className={styles.wait}>
        <WaitNote what="Classifying" />
      </div>
    ) : null;
  const ranked = [...results].sort((a, b) => a.rank - b.rank);
  const cosines = ranked.map((score) => score.cosine);
  const range: [number, number] = [Math.min(...cosines), Math.max(...cosines)];
  return (
    <div className={styles.scores}>
      <div className={styles.head}>
        <h2 className={styles.title}>Result</h2>
        <span className={styles.muted}>
          {file.result?.milliseconds !== undefined && `${formatDuration(file.result.milliseconds)} on CPU`}
        </span>
        <span className={styles.end}>
          <Button
            size="small"
            icon={Copy}
            onClick={() => void navigator.clipboard.writeText(asTable(file.name, ranked))}
          >
            Copy table
          </Button>
        </span>
      </div>
      <table className={styles.table} aria-busy={running}>
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col" className={styles.number}>
              Cosine
            </th>
            <th scope="col" className={styles.scale}>
              <span>{formatCosine(range[0], 2)}</span>
              <span>{formatCosine(range[1], 2)}</span>
            </th>
            <th scope="col" className={styles.number}>
              Softmax
            </th>
            <th scope="col">
              <VisuallyHidden>Softmax as a bar</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {ranked.map((score) => (
            <tr key={score.label} className={classNames(score.rank === 1 && styles.first)}>
              <th scope="row" className={styles.label}>
                {score.label}
              </th>
              <td className={styles.number}>{formatCosine(score.cosine)}</td>
              <td>
                <Bar
                  value={(score.cosine - range[0]) / (range[1] - range[0] || 1)}
                  first={score.rank === 1}
                />
              </td>
              <td className={styles.number}>{formatPercent(score.probability)}</td>
              <td>
                <Bar value={score.probability} first={score.rank === 1} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ProvenanceLine
        facts={[
          model,
          templates.length > 1 && `mean of ${templates.length} templates`,
          `softmax only ranks these ${labels.length} labels`,
        ]}
      />
    </div>
  );
}

/** Its number stands beside it. */
const Bar = ({ value, first }: { value: number; first: boolean }) => (
  <span className={styles.track} aria-hidden="true">
    <span
      className={classNames(styles.fill, first && styles.accent)}
      style={{ width: `${100 * Math.max(0.01, Math.min(1, value))}%` }}
    />
  </span>
);

function formatPercent(probability: number): string {
  const percent = 100 * probability;
  return `${percent >= 10 ? percent.toFixed(1) : percent >= 0.01 ? percent.toPrecision(2) : '<0.01'}%`;
}

const asTable = (name: string, scores: readonly Score[]): string =>
  [
    `label\tcosine\tsoftmax\t${name}`,
    ...scores.map((score) => `${score.label}\t${score.cosine}\t${score.probability}`),
  ].join('\n');
