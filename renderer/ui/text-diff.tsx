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

/** Texts that share less are not compared word by word: everything would be marked. */
const comparableShare = 0.3;

/** One of two texts side by side, with the words marked that the other has not; nothing where little is shared. */
export const TextDiffSide = ({
  before,
  after,
  side,
}: {
  before: string;
  after: string;
  side: 'before' | 'after';
}) => {
  const pieces = wordDiff(before, after);
  const shared = pieces.reduce((sum, { kind, text }) => sum + (kind === 'same' ? text.length : 0), 0);
  if (shared < comparableShare * Math.min(before.length, after.length))
    return <>{side === 'before' ? before : after}</>;
  return (
    <>
      {pieces
        .filter(({ kind }) => kind !== (side === 'before' ? 'added' : 'removed'))
        .map((piece, index) => (
          // The pieces of one comparison keep their order.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={piece.kind === 'same' ? undefined : styles.own}>
            {piece.text}
          </span>
        ))}
    </>
  );
};
