import type { FigureDetail } from '#app/domain/corpus.ts';
import type { TokenCut } from '#app/domain/search.ts';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatCount } from '#renderer/ui/format.ts';
import type { TextRange } from '#renderer/ui/highlighted-text.tsx';
import { captionPieces, panelRanges } from './caption-marks.ts';
import styles from './caption-text.module.css';

/** Contexts whose end is drawn in the caption: BiomedCLIP's, and that of the model that counted. */
const drawnContext = 256;

const drawnCuts = (cut: TokenCut | undefined): readonly { context: number; at: number }[] =>
  (cut?.cuts ?? []).flatMap(({ context, at }) =>
    at !== undefined && (context === drawnContext || context === cut?.contextLength) ? [{ context, at }] : [],
  );

/** The caption with its panel letters, what the query matched, and a line where models stop reading. */
export function CaptionText(props: {
  detail: FigureDetail;
  highlights: readonly TextRange[];
  cut: TokenCut | undefined;
}) {
  const { detail, highlights, cut } = props;
  const marks = {
    highlights,
    panels: panelRanges(detail.caption, detail.panels),
    cuts: drawnCuts(cut),
  };
  return (
    <>
      {captionPieces(detail.caption, marks).map((piece) => {
        if (piece.kind === 'line') {
          const name = `${piece.context} tokens`;
          const place = `${formatCount(piece.context)} of ${formatCount(cut?.tokens ?? 0)} tokens`;
          return (
            <span
              key={`line ${piece.context}`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a paragraph cannot hold an hr
              role="separator"
              className={styles.cut}
              aria-label={`Here a context of ${name} ends`}
              data-label={piece.context === cut?.contextLength ? `${place}, ${cut.model}` : place}
            />
          );
        }
        const text = piece.marked ? <mark>{piece.text}</mark> : piece.text;
        return (
          <span
            key={piece.start}
            className={classNames(piece.kind === 'panel' && styles.panel, piece.unseen && styles.unseen)}
          >
            {text}
          </span>
        );
      })}
    </>
  );
}
