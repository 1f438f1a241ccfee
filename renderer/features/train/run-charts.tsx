/** The curves of a run over its steps, drawn live. */
import { useMemo, useState } from 'react';
import type { RunDetail, RunSummary } from '#app/domain/run.ts';
import { type ChartMark, LineChart, type CurveLine } from '#renderer/charts/line-chart.tsx';
import { SmoothedSeries } from '#renderer/charts/smooth.ts';
import type { RunMetrics } from '#renderer/stores/run-metrics.ts';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Slider } from '#renderer/ui/slider.tsx';
import { alongAxis, axisUnits, axisX, type AxisUnit, type AxisX } from './axis-x.ts';
import { ChartCard } from './chart-card.tsx';
import styles from './run-charts.module.css';
import { isLive } from './runs-pane.tsx';
import { formatRate, MetricChart, newestOf, RecallChart, ValidationLossChart } from './small-charts.tsx';
import { useRunMetrics } from './use-run-metrics.ts';
import { useRunDetail } from './use-run-detail.ts';

/** With every line drawn ten times a second, recharts keeps up with these. */
const bins = 250;
const abandonedBins = 60;

export function RunCharts({ run }: { run: RunSummary }) {
  const { metrics, version } = useRunMetrics(run.id, isLive(run.status));
  const detail = useRunDetail(run);
  const [smoothing, setSmoothing] = useState(0.9);
  const [log, setLog] = useState(false);
  const [unit, setUnit] = useState<AxisUnit>('step');
  const { loss } = metrics.current;
  const smoothed = useMemo(() => new SmoothedSeries(loss, smoothing), [loss, smoothing]);
  const batchSize = detail?.config.batchSize;
  const axis = axisX(unit, run.steps, detail, metrics);
  const chance =
    batchSize === undefined
      ? undefined
      : {
          y: Math.log(batchSize),
          label: `chance, ln ${formatCount(batchSize)} = ${Math.log(batchSize).toFixed(3)}`,
        };
  const lossLines: CurveLine[] = [
    ...metrics.abandoned.map(
      (piece, i): CurveLine => ({
        key: `abandoned-${i}`,
        name: 'abandoned',
        tone: 'abandoned',
        points: alongAxis(piece.loss.points(abandonedBins), axis),
      }),
    ),
    { key: 'raw', name: 'raw', tone: 'raw', points: alongAxis(loss.points(bins), axis) },
    { key: 'smoothed', name: 'loss', tone: 'main', points: alongAxis(smoothed.points(bins), axis) },
  ];
  const newest = newestOf(metrics, 'loss');
  return (
    <section className={styles.charts} aria-label="Curves" data-version={version}>
      <div className={styles.tools}>
        <Segmented label="Horizontal axis" value={unit} segments={axisUnits} onChange={setUnit} />
        <Checkbox checked={log} onChange={(event) => setLog(event.currentTarget.checked)}>
          Log loss
        </Checkbox>
        <span className={styles.smoothing}>
          Smoothing
          <Slider
            label="Smoothing"
            min={0}
            max={0.99}
            step={0.01}
            value={smoothing}
            onChange={setSmoothing}
          />
          <span className={styles.number}>{smoothing.toFixed(2)}</span>
        </span>
      </div>
      <ChartCard
        title="Contrastive loss"
        value={newest === undefined ? '' : `step ${formatCount(run.step)}  ${newest.toFixed(3)}`}
        large
      >
        <LineChart
          description={`Contrastive loss over ${formatCount(run.step)} steps, now ${newest?.toFixed(3) ?? 'unknown'}`}
          lines={lossLines}
          level={chance}
          marks={resumesOf(metrics, detail, axis)}
          gaps={loss.gaps().map(axis.at)}
          end={axis.end}
          log={log}
          fromZero={!log}
          format={formatNumber}
          formatX={axis.format}
          height={270}
        />
        <ProvenanceLine
          facts={[
            `showing ${formatCount(Math.min(loss.length, bins * 2))} of ${formatCount(loss.length)} steps`,
            'smallest and largest of every bin',
            smoothing > 0 && 'smoothed over raw',
            loss.gaps().length > 0 && `${formatCount(loss.gaps().length)} not a number`,
          ]}
        />
      </ChartCard>
      <div className={styles.grid}>
        <RecallChart metrics={metrics} axis={axis} firstAt={detail?.config.validateEvery} />
        <ValidationLossChart metrics={metrics} axis={axis} firstAt={detail?.config.validateEvery} />
        <MetricChart
          metrics={metrics}
          name="logitScale"
          title="Logit scale"
          axis={axis}
          leastSpan={1}
          level={{ y: 100, label: 'limit 100' }}
          note="starts at 14.3, may rise to 100"
        />
        <MetricChart
          metrics={metrics}
          name="learningRate"
          title="Learning rate"
          axis={axis}
          format={formatRate}
          fromZero
        />
        <MetricChart metrics={metrics} name="gradNorm" title="Gradient norm" axis={axis} fromZero />
        <MetricChart
          metrics={metrics}
          name="samplesPerSecond"
          title="Throughput"
          axis={axis}
          unit="pairs/s"
          fromZero
        />
      </div>
    </section>
  );
}

/** Where another process took over: after a pause, or after a crash from an earlier checkpoint. */
function resumesOf(metrics: RunMetrics, detail: RunDetail | undefined, axis: AxisX): ChartMark[] {
  const steps = new Set([
    ...metrics.abandoned.map((piece) => piece.resumedAt),
    ...(detail?.segments.slice(1) ?? []).map((segment) => segment.fromStep + 1),
  ]);
  return [...steps].map((step) => ({ x: axis.at(step), label: `resumed at step ${formatCount(step)}` }));
}
