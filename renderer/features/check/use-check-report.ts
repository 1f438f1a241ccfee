import { useEffect, useState } from 'react';
import type { CheckReport } from '#app/domain/check.ts';
import type { Job } from '#app/domain/job.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { checkReport } from '#renderer/stores/check-store.ts';

interface Held {
  readonly job: string;
  readonly report?: CheckReport;
  readonly error?: FigscopeError;
}

/** The report of a check that is done. */
export function useCheckReport(job: Job | undefined): Omit<Held, 'job'> & { readonly retry: () => void } {
  const [held, setHeld] = useState<Held>();
  const [asked, setAsked] = useState(0);
  const done = job?.state === 'done' ? job.id : undefined;
  useEffect(() => {
    if (done === undefined) return undefined;
    const leaving = new AbortController();
    checkReport(done, leaving.signal).then(
      (report) => setHeld({ job: done, report }),
      (thrown: unknown) => {
        if (!leaving.signal.aborted) setHeld({ job: done, error: toFigscopeError(thrown) });
      },
    );
    return () => leaving.abort();
  }, [done, asked]);
  const own = held?.job === done ? held : undefined;
  return { ...own, retry: () => setAsked(asked + 1) };
}
