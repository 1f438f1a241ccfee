/** What a curve is drawn over: steps, passes over the training pairs, pairs seen, or time spent. */
import type { CurvePoint } from '#app/util/min-max-series.ts';
import type { RunMetrics } from '#renderer/stores/run-metrics.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export const axisUnits = [
  { value: 'step', label: 'Step' },
  { value: 'epoch', label: 'Epoch' },
  { value: 'pairs', label: 'Pairs' },
  { value: 'time', label: 'Time' },
] as const;
export type AxisUnit = (typeof axisUnits)[number]['value'];

export interface AxisX {
  /** From a step to where it is drawn. */
  readonly at: (step: number) => number;
  readonly format: (x: number) => string;
  /** Right end; undefined where nobody knows it yet. */
  readonly end: number | undefined;
}

/** What turns steps into pairs and passes. */
interface TrainedOn {
  readonly config: { readonly batchSize: number };
  readonly trainPairs: number;
}

const second = { milliseconds: 1000, name: 's' };
const minute = { milliseconds: 60_000, name: 'm' };
const hour = { milliseconds: 3_600_000, name: 'h' };

/** @param steps of the whole run; 0 while it is not known */
export function axisX(
  unit: AxisUnit,
  steps: number,
  detail: TrainedOn | undefined,
  metrics: RunMetrics,
): AxisX {
  const end = steps > 0 ? steps : undefined;
  if (unit === 'time') return axisOfTime(metrics);
  if (unit === 'step' || !detail) return { at: (step) => step, format: formatCount, end };
  const { batchSize } = detail.config;
  const pairsOfStep = unit === 'pairs' ? batchSize : batchSize / detail.trainPairs;
  return {
    at: (step) => step * pairsOfStep,
    format: (x) => (unit === 'pairs' ? formatCount(x) : formatNumber(x)),
    end: end === undefined ? undefined : end * pairsOfStep,
  };
}

/** In the unit that keeps the numbers short. */
function axisOfTime({ current: { elapsedMs } }: RunMetrics): AxisX {
  const last = elapsedMs.length === 0 ? 0 : elapsedMs.y(elapsedMs.length - 1);
  const unit = last < 2 * minute.milliseconds ? second : last < 2 * hour.milliseconds ? minute : hour;
  return {
    at: (step) => {
      const index = Math.min(elapsedMs.indexOf(step), elapsedMs.length - 1);
      return index < 0 ? 0 : elapsedMs.y(index) / unit.milliseconds;
    },
    format: (x) => `${formatNumber(x)} ${unit.name}`,
    end: undefined,
  };
}

export const alongAxis = (points: readonly CurvePoint[], axis: AxisX): CurvePoint[] =>
  points.map(({ x, y }) => ({ x: axis.at(x), y }));
