import { useRetrieveStore, valueOf } from '#renderer/stores/retrieve-store.ts';
import { formatCount } from '#renderer/ui/format.ts';
import styles from './true-pair.module.css';

/** Cross-modal searches with a figure know the right answer: where did it come? */
export function TruePair() {
  const result = useRetrieveStore((state) => valueOf(state.result));
  if (result?.truePairRank === undefined) return null;
  return (
    <div className={styles.pair}>
      <b className={styles.rank}>{formatCount(result.truePairRank)}</b>
      <span>
        <b>rank of the true pair</b>
        <br />
        of {formatCount(result.pool)}, copies counted
      </span>
    </div>
  );
}
