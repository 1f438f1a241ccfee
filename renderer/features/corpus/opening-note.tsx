import { useOpening } from '#renderer/stores/openings-store.ts';
import { JobProgress } from '#renderer/ui/job-progress.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import styles from './opening-note.module.css';

/** Stands where the results will be until the first answer; with a bar when the corpus has to be read first. */
export function OpeningNote({ corpus }: { corpus: string | undefined }) {
  const progress = useOpening(corpus);
  if (corpus === undefined || !progress) {
    return <WaitNote what={corpus === undefined ? 'Looking for corpora' : `Reading ${corpus}`} />;
  }
  const title = `Opening ${corpus}`;
  return (
    <section className={styles.note} aria-label={title}>
      <h2>{title}</h2>
      <JobProgress job={{ title, state: 'running', progress }} />
      <p>
        What filters and facets look at is read from all figures once, because its file is missing or out of
        date. Nothing is lost when you leave: the reading pauses and goes on when you come back.
      </p>
    </section>
  );
}
