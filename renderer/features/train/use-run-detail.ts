/** Configuration, segments and checkpoints of a run; read again when its state or its checkpoints may have changed. */
import { useEffect, useState } from 'react';
import type { RunDetail, RunSummary } from '#app/domain/run.ts';
import { host } from '#renderer/stores/client.ts';

/** Checkpoints come this often at most; asking per step would be noise. */
const stepsBetweenReads = 25;

export function useRunDetail(run: RunSummary): RunDetail | undefined {
  const [detail, setDetail] = useState<RunDetail>();
  const { id, status } = run;
  const stretch = Math.floor(run.step / stepsBetweenReads);
  useEffect(() => {
    let wanted = true;
    host()
      ['runs.show']({ run: id })
      .then((shown) => {
        if (wanted) setDetail(shown);
      })
      // The run may have been removed meanwhile; the list says so.
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [id, status, stretch]);
  return detail;
}
