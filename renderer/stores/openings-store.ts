/** Corpora that are being opened and take long. Followed only while a view waits for one. */
import { useEffect, useState } from 'react';
import type { Progress } from '#app/domain/job.ts';
import { follow } from './client.ts';

/** How far the opening of a corpus is; undefined while nothing is told of it. */
export function useOpening(corpus: string | undefined): Progress | undefined {
  const [told, setTold] = useState<{ readonly corpus: string; readonly progress: Progress }>();
  useEffect(() => {
    if (corpus === undefined) return undefined;
    return follow('corpus.openings', {}, ({ openings }) =>
      setTold(openings.find((opening) => opening.corpus === corpus)),
    );
  }, [corpus]);
  return told?.corpus === corpus ? told?.progress : undefined;
}
