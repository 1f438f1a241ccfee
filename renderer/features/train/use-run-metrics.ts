/** The metrics of a run, followed while the component is shown. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { acquireRunMetrics, RunMetrics } from '#renderer/stores/run-metrics.ts';

const none = new RunMetrics();

/** The same object at every redraw; `version` tells that its content has changed. */
export function useRunMetrics(run: string): { metrics: RunMetrics; version: number } {
  const [metrics, setMetrics] = useState<RunMetrics>(none);
  useEffect(() => {
    const acquired = acquireRunMetrics(run);
    setMetrics(acquired.metrics);
    return acquired.release;
  }, [run]);
  const version = useSyncExternalStore(metrics.subscribe, metrics.getVersion);
  return { metrics, version };
}
