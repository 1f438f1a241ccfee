/** The charts below the loss: one number of the run each, over the same axis. */
import { LineChart, type CurveLine } from '#renderer/charts/line-chart.tsx';
import type { MetricName, RunMetrics } from '#renderer/stores/run-metrics.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { alongAxis, type AxisX } from './axis-x.ts';
import { ChartCard } from './chart-card.tsx';

/** With every line drawn ten times a second, recharts keeps up with these. */
const bins = 60;
const ticks = 3;

/** `5e−4`: a learning rate is read by its power of ten. */
export const formatRate = (value: number): string =>
  value === 0 ? '0' : Number(value.toPrecision(2)).toExponential().replace('e+', 'e').replace('-', '−');

export function newestOf(metrics: RunMetrics, name: MetricName): number | undefined {
  const series = metrics.current[name];
  return series.length === 0 ? undefined : series.y(series.length - 1);
}

export function MetricChart(props: {
  metrics: RunMetrics;
  name: MetricName;
  title: string;
  axis: AxisX;
  format?: (value: number) => string;
  unit?: string;
  fromZero?: boolean;
  leastSpan?: number;
  /** Drawn only when the curve comes near. */
  level?: { y: number; label: string };
  note?: string;
}) {
  const { metrics, name, title, axis, format = formatNumber, unit = '', fromZero = false, level } = props;
  const series = metrics.current[name];
  const newest = newestOf(metrics, name);
  const text = newest === undefined ? '' : `${format(newest)} ${unit}`.trim();
  const near = level !== undefined && newest !== undefined && newest > level.y / 2;
  return (
    <ChartCard title={title} value={text}>
      <LineChart
        description={`${title}, now ${text || 'unknown'}`}
        lines={[{ key: name, name: title, tone: 'main', points: alongAxis(series.points(bins), axis) }]}
        level={near ? level : undefined}
        gaps={series.gaps().map(axis.at)}
        end={axis.end}
        fromZero={fromZero}
        leastSpan={props.leastSpan}
        format={format}
        formatX={axis.format}
        ticks={ticks}
      />
      {props.note && <ProvenanceLine facts={[props.note]} />}
    </ChartCard>
  );
}

type Validation = RunMetrics['validations'][number];

interface ValidationChartProps {
  metrics: RunMetrics;
  axis: AxisX;
  /** Step of the first validation. */
  firstAt: number | undefined;
}

/** Which pool it was measured on, or when there will be something. */
function poolOf(last: Validation | undefined, firstAt: number | undefined): string {
  if (last) return `dev pool ${formatCount(last.pool)}`;
  return firstAt === undefined ? 'dev split' : `first at step ${formatCount(firstAt)}`;
}

export function RecallChart({ metrics, axis, firstAt }: ValidationChartProps) {
  const line = (
    name: string,
    tone: CurveLine['tone'],
    shareOf: (point: Validation) => number,
  ): CurveLine => ({
    key: name,
    name,
    tone,
    points: metrics.validations.map((point) => ({ x: axis.at(point.step), y: 100 * shareOf(point) })),
  });
  const last = metrics.validations.at(-1);
  const percent = (share: number): string => (100 * share).toFixed(1);
  const value = last
    ? `R@1 ${percent(last.imageToText.r1)}  R@5 ${percent(last.imageToText.r5)} / ${percent(last.textToImage.r5)}%`
    : '';
  return (
    <ChartCard title="Recall" value={value}>
      <LineChart
        description={`Validation recall on the dev split, ${value || 'not measured yet'}`}
        lines={[
          line('image→text R@1', 'raw', (point) => point.imageToText.r1),
          line('text→image R@5', 'second', (point) => point.textToImage.r5),
          line('image→text R@5', 'main', (point) => point.imageToText.r5),
        ]}
        end={axis.end}
        fromZero
        format={formatNumber}
        formatX={axis.format}
        ticks={ticks}
      />
      <ProvenanceLine facts={[poolOf(last, firstAt), 'text→image dashed, R@1 faint']} />
    </ChartCard>
  );
}

export function ValidationLossChart({ metrics, axis, firstAt }: ValidationChartProps) {
  const last = metrics.validations.at(-1);
  const chance = last
    ? { y: Math.log(last.pool), label: `chance, ln ${last.pool} = ${Math.log(last.pool).toFixed(3)}` }
    : undefined;
  return (
    <ChartCard title="Validation loss" value={last ? last.loss.toFixed(3) : ''}>
      <LineChart
        description={`Validation loss, ${last ? `now ${last.loss.toFixed(3)}` : 'not measured yet'}`}
        lines={[
          {
            key: 'loss',
            name: 'loss',
            tone: 'main',
            points: metrics.validations.map((point) => ({ x: axis.at(point.step), y: point.loss })),
          },
        ]}
        level={chance}
        end={axis.end}
        fromZero
        format={formatNumber}
        formatX={axis.format}
        ticks={ticks}
      />
      <ProvenanceLine facts={[poolOf(last, firstAt), 'whole pool at once']} />
    </ChartCard>
  );
}
