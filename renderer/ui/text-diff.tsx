import { wordDiff } from './word-diff.ts';
import styles from './text-diff.module.css';

/** What changed between two texts, in the line: struck out and underlined. */
export const TextDiff = ({ before, after }: { before: string; after: string }) => (
  <>
    {wordDiff(before, after).map((piece, index) => {
      // The pieces of one comparison keep their order.
      /* oxlint-disable react/no-array-index-key */
      if (piece.kind === 'added') {
        return (
          <ins key={index} className={styles.added}>
            {piece.text}
          </ins>
        );
      }
      if (piece.kind === 'removed') {
        return (
          <del key={index} className={styles.removed}>
            {piece.text}
          </del>
        );
      }
      return <span key={index}>{piece.text}</span>;
      /* oxlint-enable react/no-array-index-key */
    })}
  </>
);

/** One of two texts side by side, with the words marked that the other has not. */
export const TextDiffSide = ({
  before,
  after,
  side,
}: {
  before: string;
  after: string;
  side: 'before' | 'after';
}) => (
  <>
    {wordDiff(before, after)
      .filter(({ kind }) => kind !== (side === 'before' ? 'added' : 'removed'))
      .map(
        (piece, index) =>
          // The pieces of one comparison keep their order.
          /* oxlint-disable react/no-array-index-key */
          piece.kind === 'same' ? (
            <span key={index}>{piece.text}</span>
          ) : (
            <span key={index} className={styles.own}>
              {piece.text}
            </span>
          ),
        /* oxlint-enable react/no-array-index-key */
      )}
  </>
);
