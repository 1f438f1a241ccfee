/** The metrics of a run, followed while the component is shown. */
import { useMemo, useSyncExternalStore } from 'react';
import { type RunMetrics, runMetricsOf } from '#renderer/stores/run-metrics.ts';

/** The same object at every redraw; `version` tells that its content has changed. */
export function useRunMetrics(run: string): { metrics: RunMetrics; version: number } {
  const metrics = useMemo(() => runMetricsOf(run), [run]);
  const version = useSyncExternalStore(metrics.subscribe, metrics.getVersion);
  return { metrics, version };
}
