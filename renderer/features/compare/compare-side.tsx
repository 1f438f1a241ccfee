import { Search } from 'lucide-react';
import { type DragEvent, type RefObject, useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { blobUrl } from '#renderer/stores/blob-url.ts';
import { figureOf } from '#renderer/stores/figure-lookups.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import type { HostAnswer } from '#renderer/stores/use-answer.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { ImageViewer, type ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import { PaneHead } from '#renderer/ui/pane.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import type { SharedView } from '#renderer/ui/use-pan-zoom.ts';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { droppedFigure } from './dropped-figure.ts';
import type { Side } from './place.ts';
import styles from './compare-side.module.css';

/** One of the two: its image, and a field and a drop target to put another figure in its place. */
export function CompareSide(props: {
  side: Side;
  corpus: string | undefined;
  answer: HostAnswer<FigureDetail>;
  /** A figure was asked for. */
  chosen: boolean;
  active: boolean;
  viewer: RefObject<ImageViewerHandle | null>;
  shared: SharedView;
  onActive: () => void;
  onReplace: (figure: number) => void;
}) {
  const { side, corpus, answer, chosen, active, viewer, shared, onActive, onReplace } = props;
  const { value: detail, error } = answer;
  const [over, setOver] = useState(false);
  const name = detail ? `${detail.article.key} / ${detail.figureId}` : `Figure ${side.toUpperCase()}`;
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    const figure = droppedFigure(event.dataTransfer);
    if (figure === undefined) return;
    event.preventDefault();
    onReplace(figure);
  };
  return (
    // A drop is a shortcut; the field does the same. Whatever is pressed inside makes this side the active one.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.side}
      aria-label={`Figure ${side.toUpperCase()}`}
      aria-current={active || undefined}
      data-over={over || undefined}
      onPointerDown={onActive}
      onFocus={onActive}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <PaneHead
        title={
          <>
            <span className={styles.letter}>{side.toUpperCase()}</span>
            {detail && corpus !== undefined ? (
              <a className={styles.name} href={linkTo('corpus', corpus, { figure: String(detail.id) })}>
                {name}
              </a>
            ) : (
              name
            )}
          </>
        }
      >
        {detail?.article.retracted && <Badge tone="danger">retracted</Badge>}
        {corpus !== undefined && <Picker corpus={corpus} side={side} onPick={onReplace} />}
      </PaneHead>
      <div className={styles.image}>
        {error ? (
          <ErrorState
            title="This figure cannot be shown"
            message={error.message}
            remedy={error.remedy}
            onRetry={answer.retry}
          />
        ) : detail && corpus !== undefined ? (
          <ImageViewer
            ref={viewer}
            src={blobUrl(corpus, detail.image.sha256)}
            previewSrc={blobUrl(corpus, detail.image.sha256, 256)}
            alt={detail.label ?? name}
            width={detail.image.width}
            height={detail.image.height}
            name={side.toUpperCase()}
            shared={shared}
          />
        ) : chosen ? (
          <WaitNote what="Fetching the figure" />
        ) : (
          <EmptyState title={`No figure ${side.toUpperCase()} yet`}>
            Name one above, drop one here, or take one of the row below.
          </EmptyState>
        )}
      </div>
    </section>
  );
}

/** Names another figure as the command line does: a row, ARTICLE/figure or sha256:... */
function Picker(props: { corpus: string; side: Side; onPick: (figure: number) => void }) {
  const { corpus, side, onPick } = props;
  const [text, setText] = useState('');
  const pick = async (): Promise<void> => {
    const name = text.trim().replace(/\s*\/\s*/, '/');
    if (name === '') return;
    try {
      const { id } = await figureOf(
        corpus,
        /^\d+$/.test(name) ? Number(name) : name,
        AbortSignal.timeout(30_000),
      );
      setText('');
      onPick(id);
    } catch (thrown) {
      showFailure('Not replaced', thrown);
    }
  };
  return (
    <form
      className={styles.picker}
      onSubmit={(event) => {
        event.preventDefault();
        void pick();
      }}
    >
      <TextField
        label={`Another figure ${side.toUpperCase()}`}
        hideLabel
        size="small"
        icon={Search}
        placeholder="PMC…/F1 or row number"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </form>
  );
}
