import { Copy, Shapes } from 'lucide-react';
import { useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import type { SearchHit, SearchResult } from '#app/domain/search.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { useCorpus } from '#renderer/stores/corpora-store.ts';
import { neighboursOf } from '#renderer/stores/figure-lookups.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { type HostAnswer, useAnswer } from '#renderer/stores/use-answer.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatCosine, formatCount } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { FigureImage } from './figure-image.tsx';
import styles from './detail-neighbours.module.css';

type Side = 'image' | 'text';

/** The figures nearest to this one, by image or by caption, with their cosines. */
export function DetailNeighbours(props: {
  corpus: string;
  detail: FigureDetail;
  onOpen: (figure: number) => void;
}) {
  const { corpus, detail, onOpen } = props;
  const [side, setSide] = useState<Side>('image');
  const embedded = useCorpus(corpus)?.embeddings.length;
  const answer = useAnswer(JSON.stringify([corpus, detail.id, side, embedded]), (signal) =>
    neighboursOf(corpus, detail.id, side, signal),
  );
  return (
    <div className={styles.tab}>
      <div className={styles.head}>
        <Segmented
          label="Nearest by"
          value={side}
          segments={[
            { value: 'image', label: 'By image' },
            { value: 'text', label: 'By caption' },
          ]}
          onChange={setSide}
        />
        <a
          className={styles.more}
          href={linkTo('retrieve', corpus, {
            like: String(detail.id),
            direction: side === 'image' ? '' : 'text-text',
          })}
        >
          All in Retrieve
        </a>
      </div>
      <Answer corpus={corpus} detail={detail} answer={answer} isFirst={embedded === 0} onOpen={onOpen} />
    </div>
  );
}

function Answer(props: {
  corpus: string;
  detail: FigureDetail;
  answer: HostAnswer<SearchResult>;
  /** Nothing is embedded yet: only the sample embeds itself. */
  isFirst: boolean;
  onOpen: (figure: number) => void;
}) {
  const { corpus, detail, answer, isFirst, onOpen } = props;
  const { value: found, error } = answer;
  if (error?.code === 'not-found') return <NotEmbedded corpus={corpus} words={error.message} />;
  if (error)
    return (
      <ErrorState
        title="Neighbours were not found"
        message={error.message}
        remedy={error.remedy}
        onRetry={answer.retry}
      />
    );
  if (!found)
    return <WaitNote what={isFirst ? 'Embedding the corpus first' : 'Comparing with every figure'} />;
  if (found.hits.length === 0)
    return <p className={styles.none}>There is no other figure with a vector to compare with.</p>;
  return (
    <>
      <ol className={styles.list} aria-label="Neighbours">
        {found.hits.map((hit) => (
          <Neighbour key={hit.figure.id} corpus={corpus} of={detail} hit={hit} onOpen={onOpen} />
        ))}
      </ol>
      <ProvenanceLine
        facts={[
          'cosine',
          found.exact
            ? `exact within ${formatCount(found.pool)}`
            : `approximate within ${formatCount(found.pool)}${found.recallEstimate === undefined ? '' : `, recall@${found.recallK ?? 10} about ${formatCosine(found.recallEstimate, 3)}`}`,
          found.embedding?.model,
          ...found.hidden.map(({ reason, count }) => `${formatCount(count)} ${reason}`),
        ]}
      />
    </>
  );
}

function Neighbour(props: {
  corpus: string;
  of: FigureDetail;
  hit: SearchHit;
  onOpen: (figure: number) => void;
}) {
  const { corpus, of, hit, onOpen } = props;
  const { figure, cosine, copies } = hit;
  const name = `${figure.articleKey} / ${figure.figureId}`;
  const same = figure.sha256 === of.image.sha256 ? 'same image' : undefined;
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.figure}
        aria-label={[`Open ${name}`, ...(cosine === undefined ? [] : [formatCosine(cosine, 3)])].join(', ')}
        title={figure.caption}
        onClick={() => onOpen(figure.id)}
      >
        <FigureImage src={blobUrl(corpus, figure.sha256, 256)} alt="" />
        {cosine !== undefined && <span className={styles.cosine}>{formatCosine(cosine, 3)}</span>}
      </button>
      <span className={styles.words}>{figure.caption}</span>
      <span className={styles.foot}>
        {figure.retracted && <Badge tone="danger">retracted</Badge>}
        {same && <Badge tone="info">{same}</Badge>}
        {copies.length > 0 && <Badge>{copies.length + 1} copies</Badge>}
        <a
          className={styles.compare}
          href={linkTo('compare', corpus, { a: String(of.id), b: String(figure.id) })}
          aria-label={`Compare with ${name}`}
        >
          Compare
        </a>
      </span>
    </li>
  );
}

function NotEmbedded({ corpus, words }: { corpus: string; words: string }) {
  const model = useCorpus(corpus)?.embeddings[0]?.model ?? 'sample-nano';
  const line = figscopeLine('embed', corpus, '--model', model);
  return (
    <div className={styles.missing}>
      <b>No embedding yet</b>
      <p>{words} Figures are compared by their vectors, which a model makes once for the whole corpus.</p>
      <code className={styles.line}>{line}</code>
      <span className={styles.buttons}>
        <Button size="small" icon={Copy} onClick={() => void copyText(line, 'Command copied')}>
          Copy the command
        </Button>
        <Button size="small" variant="quiet" icon={Shapes} onClick={() => (location.hash = linkTo('models'))}>
          Embed in Models
        </Button>
      </span>
    </div>
  );
}
