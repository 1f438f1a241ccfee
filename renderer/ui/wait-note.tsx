import { type ReactNode, useEffect, useState } from 'react';
import { formatDuration } from './format.ts';
import { Spinner } from './spinner.tsx';
import styles from './wait-note.module.css';

const longWaitMs = 10_000;

/**
 * A wait that says what it waits for. Below ten seconds: a ring and the words; beyond, the time so far and the way
 * out that `otherwise` offers.
 */
export function WaitNote({ what, otherwise }: { what: string; otherwise?: ReactNode }) {
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const startedAt = performance.now();
    const timer = setInterval(() => setElapsedMs(performance.now() - startedAt), 1000);
    return () => clearInterval(timer);
  }, []);
  const long = elapsedMs >= longWaitMs;
  return (
    <output className={styles.note}>
      <Spinner />
      <span>{long ? `Still ${lowerFirst(what)}, ${formatDuration(elapsedMs)} so far.` : what}</span>
      {long && otherwise}
    </output>
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
