/** The metrics of a run, followed while the component is shown. */
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { type RunMetrics, runMetricsOf } from '#renderer/stores/run-metrics.ts';

/**
 * The same object at every redraw; `version` tells that its content has changed.
 * @param live that it trains now; a run that is resumed has more to tell
 */
export function useRunMetrics(run: string, live: boolean): { metrics: RunMetrics; version: number } {
  const metrics = useMemo(() => runMetricsOf(run), [run]);
  const version = useSyncExternalStore(metrics.subscribe, metrics.getVersion);
  const wasLive = useRef(live);
  useEffect(() => {
    if (live && !wasLive.current) metrics.followAgain();
    wasLive.current = live;
  }, [metrics, live]);
  return { metrics, version };
}
