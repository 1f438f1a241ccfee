/** The curves of a run over its steps, drawn live. */
import { useMemo, useState } from 'react';
import type { RunSummary } from '#app/domain/run.ts';
import { LineChart, type CurveLine } from '#renderer/charts/line-chart.tsx';
import { SmoothedSeries } from '#renderer/charts/smooth.ts';
import type { MetricName, RunMetrics } from '#renderer/stores/run-metrics.ts';
import { Checkbox } from '#renderer/ui/checkbox.tsx';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { Slider } from '#renderer/ui/slider.tsx';
import { ChartCard } from './chart-card.tsx';
import styles from './run-charts.module.css';
import { useRunMetrics } from './use-run-metrics.ts';
import { useRunDetail } from './use-run-detail.ts';

/** Bins of the large and the small charts: with every line drawn ten times a second, recharts keeps up with these. */
const largeBins = 250;
const smallBins = 60;

export function RunCharts({ run }: { run: RunSummary }) {
  const { metrics, version } = useRunMetrics(run.id);
  const detail = useRunDetail(run);
  const [smoothing, setSmoothing] = useState(0.9);
  const [log, setLog] = useState(false);
  const { loss } = metrics.current;
  const smoothed = useMemo(() => new SmoothedSeries(loss, smoothing), [loss, smoothing]);
  const batchSize = detail?.config.batchSize;
  const end = run.steps > 0 ? run.steps : undefined;
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
        points: piece.loss.points(smallBins),
      }),
    ),
    { key: 'raw', name: 'raw', tone: 'raw', points: loss.points(largeBins) },
    { key: 'smoothed', name: 'loss', tone: 'main', points: smoothed.points(largeBins) },
  ];
  const newest = newestOf(metrics, 'loss');
  return (
    <section className={styles.charts} aria-label="Curves" data-version={version}>
      <div className={styles.tools}>
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
          marks={metrics.abandoned.map((piece) => ({
            x: piece.resumedAt,
            label: `resumed at step ${formatCount(piece.resumedAt)}`,
          }))}
          gaps={loss.gaps()}
          end={end}
          log={log}
          fromZero={!log}
          format={(value) => formatNumber(value)}
          formatX={formatCount}
          height={270}
        />
        <ProvenanceLine
          facts={[
            `showing ${formatCount(Math.min(loss.length, largeBins * 2))} of ${formatCount(loss.length)} steps`,
            'smallest and largest of every bin',
            smoothing > 0 && 'smoothed over raw',
            loss.gaps().length > 0 && `${formatCount(loss.gaps().length)} not a number`,
          ]}
        />
      </ChartCard>
      <div className={styles.grid}>
        <RecallChart metrics={metrics} end={end} />
        <SmallChart
          metrics={metrics}
          name="logitScale"
          title="Logit scale"
          end={end}
          format={(value) => formatNumber(value)}
          level={{ y: 100, label: 'limit 100' }}
        />
        <SmallChart
          metrics={metrics}
          name="learningRate"
          title="Learning rate"
          end={end}
          format={(value) => formatNumber(value, 2)}
          fromZero
        />
        <SmallChart
          metrics={metrics}
          name="gradNorm"
          title="Gradient norm"
          end={end}
          format={(value) => formatNumber(value)}
          fromZero
        />
        <SmallChart
          metrics={metrics}
          name="samplesPerSecond"
          title="Throughput"
          end={end}
          format={(value) => formatNumber(value)}
          unit="pairs/s"
          fromZero
        />
        <ValidationLossChart metrics={metrics} end={end} />
      </div>
    </section>
  );
}

function newestOf(metrics: RunMetrics, name: MetricName): number | undefined {
  const series = metrics.current[name];
  return series.length === 0 ? undefined : series.y(series.length - 1);
}

interface SmallChartProps {
  metrics: RunMetrics;
  name: MetricName;
  title: string;
  end: number | undefined;
  format: (value: number) => string;
  unit?: string;
  fromZero?: boolean;
  /** Drawn only when the curve comes near. */
  level?: { y: number; label: string };
}

function SmallChart({
  metrics,
  name,
  title,
  end,
  format,
  unit = '',
  fromZero = false,
  level,
}: SmallChartProps) {
  const series = metrics.current[name];
  const newest = newestOf(metrics, name);
  const text = newest === undefined ? '' : `${format(newest)} ${unit}`.trim();
  const near = level !== undefined && newest !== undefined && newest > level.y / 2;
  return (
    <ChartCard title={title} value={text}>
      <LineChart
        description={`${title}, now ${text || 'unknown'}`}
        lines={[{ key: name, name: title, tone: 'main', points: series.points(smallBins) }]}
        level={near ? level : undefined}
        gaps={series.gaps()}
        end={end}
        fromZero={fromZero}
        format={format}
        formatX={formatCount}
        ticks={3}
      />
    </ChartCard>
  );
}

function RecallChart({ metrics, end }: { metrics: RunMetrics; end: number | undefined }) {
  const line = (
    key: string,
    name: string,
    tone: CurveLine['tone'],
    of: (point: RunMetrics['validations'][number]) => number,
  ): CurveLine => ({
    key,
    name,
    tone,
    points: metrics.validations.map((point) => ({ x: point.step, y: 100 * of(point) })),
  });
  const last = metrics.validations.at(-1);
  const value = last
    ? `R@1 ${formatNumber(100 * last.imageToText.r1)}  R@5 ${formatNumber(100 * last.imageToText.r5)} / ${formatNumber(100 * last.textToImage.r5)}%`
    : '';
  return (
    <ChartCard title="Validation R@5" value={value}>
      <LineChart
        description={`Validation recall at 5 on the dev split, ${value || 'not measured yet'}`}
        lines={[
          line('i2t', 'image→text R@5', 'main', (point) => point.imageToText.r5),
          line('t2i', 'text→image R@5', 'second', (point) => point.textToImage.r5),
          line('r1', 'image→text R@1', 'raw', (point) => point.imageToText.r1),
        ]}
        end={end}
        fromZero
        format={(value_) => formatNumber(value_)}
        formatX={formatCount}
        ticks={3}
      />
      {last && (
        <ProvenanceLine facts={['image→text solid, text→image dashed', `pool ${formatCount(last.pool)}`]} />
      )}
    </ChartCard>
  );
}

function ValidationLossChart({ metrics, end }: { metrics: RunMetrics; end: number | undefined }) {
  const last = metrics.validations.at(-1);
  const chance = last ? { y: Math.log(last.pool), label: `chance, ln ${last.pool}` } : undefined;
  return (
    <ChartCard title="Validation loss" value={last ? last.loss.toFixed(3) : ''}>
      <LineChart
        description={`Validation loss, ${last ? `now ${last.loss.toFixed(3)}` : 'not measured yet'}`}
        lines={[
          {
            key: 'loss',
            name: 'loss',
            tone: 'main',
            points: metrics.validations.map((point) => ({ x: point.step, y: point.loss })),
          },
        ]}
        level={chance}
        end={end}
        fromZero
        format={(value) => formatNumber(value)}
        formatX={formatCount}
        ticks={3}
      />
    </ChartCard>
  );
}
