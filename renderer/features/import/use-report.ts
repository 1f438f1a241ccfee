import { useEffect, useState } from 'react';
import type { ImportReport, Job } from '#app/domain/job.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { host } from '#renderer/stores/client.ts';
import { isActive } from '#renderer/stores/jobs-store.ts';

const refreshMs = 3_000;

/** The report of an import; while its job runs it is fetched again every few seconds. */
export function useReport(
  id: string | undefined,
  job: Job | undefined,
): {
  readonly report: ImportReport | undefined;
  readonly error: FigscopeError | undefined;
  readonly retry: () => void;
} {
  const [held, setHeld] = useState<{ id: string; report?: ImportReport; error?: FigscopeError }>();
  const [asked, setAsked] = useState(0);
  const running = job !== undefined && isActive(job);
  useEffect(() => {
    if (id === undefined) return undefined;
    const leaving = new AbortController();
    const read = (): void =>
      void host()
        ['import.report']({ job: id }, { signal: leaving.signal })
        .then(
          (report) => setHeld({ id, report }),
          (thrown: unknown) => {
            if (!leaving.signal.aborted) setHeld({ id, error: toFigscopeError(thrown) });
          },
        );
    read();
    const timer = running ? setInterval(read, refreshMs) : undefined;
    return () => {
      clearInterval(timer);
      leaving.abort();
    };
  }, [id, running, asked]);
  const own = held?.id === id ? held : undefined;
  return { report: own?.report, error: own?.error, retry: () => setAsked(asked + 1) };
}
