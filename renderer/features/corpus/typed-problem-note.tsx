import type { TypedProblem } from './typed-query.ts';
import styles from './typed-problem-note.module.css';

/** Why what was typed is no filter: the text with the place underlined, and what to write instead. */
export const TypedProblemNote = ({ id, problem }: { id: string; problem: TypedProblem }) => (
  <div id={id} role="alert" className={styles.note}>
    <code className={styles.text}>
      {problem.terms.slice(0, problem.start)}
      <u className={styles.place}>{problem.terms.slice(problem.start, problem.end)}</u>
      {problem.terms.slice(problem.end)}
    </code>
    <p>{problem.message}</p>
    {problem.remedy && <p className={styles.remedy}>{problem.remedy}</p>}
  </div>
);
