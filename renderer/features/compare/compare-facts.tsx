import type { FigureDetail } from '#app/domain/corpus.ts';
import type { PairCosines } from '#app/domain/search.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { cosinesOf } from '#renderer/stores/figure-lookups.ts';
import { type HostAnswer, useAnswer } from '#renderer/stores/use-answer.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { formatCosine } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { ScrollRegion } from '#renderer/ui/scroll-region.tsx';
import { TextDiffSide } from '#renderer/ui/text-diff.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { factRows, warnings } from './differences.ts';
import styles from './compare-facts.module.css';

/** Captions beside each other with the words that differ, closeness, and the facts of both. */
export function CompareFacts({ corpus, a, b }: { corpus: string; a: FigureDetail; b: FigureDetail }) {
  const cosines = useAnswer(JSON.stringify([corpus, a.id, b.id]), (signal) =>
    cosinesOf(corpus, a.id, b.id, signal),
  );
  const noted = warnings(a, b);
  return (
    <div className={styles.facts}>
      <ScrollRegion label="Captions of both" className={styles.captions}>
        {noted.length > 0 && (
          <Banner
            tone={noted.some((note) => note.includes('leak')) ? 'warning' : 'info'}
            title={noted[0] ?? ''}
          >
            {noted.slice(1).join(' ')}
          </Banner>
        )}
        <div className={styles.pair}>
          <p className={styles.caption}>
            {a.label && <b>{a.label} </b>}
            <TextDiffSide before={a.caption} after={b.caption} side="before" />
          </p>
          <p className={styles.caption}>
            {b.label && <b>{b.label} </b>}
            <TextDiffSide before={a.caption} after={b.caption} side="after" />
          </p>
        </div>
      </ScrollRegion>
      <ScrollRegion label="Facts of both" className={styles.table}>
        <Closeness corpus={corpus} answer={cosines} />
        <table>
          <thead>
            <tr>
              <th scope="col">Fact</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {factRows(a, b).map((row) => (
              <tr key={row.name} data-same={row.same || undefined}>
                <th scope="row">{row.name}</th>
                {row.same ? (
                  <td colSpan={2}>{row.a}</td>
                ) : (
                  <>
                    <td>{row.a}</td>
                    <td>{row.b}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

const pairs: readonly (readonly [keyof Omit<PairCosines, 'embedding'>, string])[] = [
  ['image', 'images'],
  ['text', 'captions'],
  ['imageText', 'image A, caption B'],
  ['textImage', 'caption A, image B'],
];

function Closeness({ corpus, answer }: { corpus: string; answer: HostAnswer<PairCosines> }) {
  const { value, error } = answer;
  if (error?.code === 'not-found')
    return (
      <p className={styles.note}>
        No cosines yet: {error.message} <code>{figscopeLine('embed', corpus, '--model', 'sample-nano')}</code>
      </p>
    );
  if (error) return <p className={styles.note}>No cosines: {error.message}</p>;
  if (!value) return <WaitNote what="Comparing the vectors" />;
  return (
    <>
      <ul className={styles.cosines} aria-label="Cosines">
        {pairs.map(([name, label]) => {
          const cosine = value[name];
          return (
            <li key={name}>
              <b>{cosine === undefined ? '–' : formatCosine(cosine)}</b>
              <span>{label}</span>
            </li>
          );
        })}
      </ul>
      <ProvenanceLine
        facts={[
          'cosine',
          value.embedding.model,
          pairs.some(([name]) => value[name] === undefined) && '– has no vector',
        ]}
      />
    </>
  );
}
