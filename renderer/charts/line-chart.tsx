/**
 * Lines over one x axis, in the look of the design: a horizontal grid, one axis line, ticks outside, raw under smoothed,
 * reference lines with their names on them. Draws at the size of its box.
 */
import {
  CartesianGrid,
  Line,
  LineChart as Chart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { CurvePoint } from '#app/util/min-max-series.ts';
import styles from './line-chart.module.css';
import { logTicks, niceTicks } from './scale.ts';

export interface CurveLine {
  readonly key: string;
  readonly name: string;
  readonly points: readonly CurvePoint[];
  readonly tone: 'raw' | 'main' | 'second' | 'abandoned';
}

export interface ChartMark {
  readonly x: number;
  readonly label: string;
}

export interface LineChartProps {
  /** What a screen reader says instead of the picture, with the newest value. */
  description: string;
  lines: readonly CurveLine[];
  /** Dashed level with its name, such as the chance line. */
  level?: { readonly y: number; readonly label: string } | undefined;
  /** Dotted verticals, such as a resumed run. */
  marks?: readonly ChartMark[];
  /** x of values that are not numbers: a triangle on the axis each. */
  gaps?: readonly number[];
  /** Right end of the x axis; default the last point. */
  end?: number | undefined;
  log?: boolean;
  /** The y axis begins at 0: shares, rates, norms. */
  fromZero?: boolean;
  ticks?: number;
  format: (value: number) => string;
  formatX: (value: number) => string;
  height?: number;
}

/** recharts writes these as attributes of each label. */
const tick = { fill: 'var(--text-faint)', fontSize: 10.5 };

const strokeOf: Readonly<Record<CurveLine['tone'], { width: number; className: string }>> = {
  raw: { width: 1, className: styles.raw ?? '' },
  main: { width: 1.75, className: styles.main ?? '' },
  second: { width: 1.75, className: styles.second ?? '' },
  abandoned: { width: 1, className: styles.abandoned ?? '' },
};

export function LineChart(props: LineChartProps) {
  const {
    description,
    lines,
    level,
    marks = [],
    gaps = [],
    log = false,
    fromZero = false,
    format,
    formatX,
  } = props;
  const domainY = extent(
    [...lines.flatMap((line) => line.points.map((point) => point.y)), ...(level ? [level.y] : [])],
    fromZero,
    log,
  );
  const endX = props.end ?? Math.max(1, ...lines.map((line) => line.points.at(-1)?.x ?? 0));
  const ticksY = log ? logTicks(domainY[0], domainY[1]) : niceTicks(domainY[0], domainY[1], props.ticks ?? 4);
  return (
    // A picture of many parts, described as one.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div className={styles.chart} role="img" aria-label={description} style={{ height: props.height ?? 150 }}>
      <ResponsiveContainer
        width="100%"
        height="100%"
        initialDimension={{ width: 320, height: props.height ?? 150 }}
      >
        <Chart margin={{ top: 8, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line-grid)" />
          <XAxis
            dataKey="x"
            type="number"
            domain={[0, endX]}
            ticks={niceTicks(0, endX, 5)}
            tickFormatter={formatX}
            tickLine={false}
            tick={tick}
            axisLine={{ stroke: 'var(--line-axis)' }}
            allowDataOverflow
          />
          <YAxis
            type="number"
            scale={log ? 'log' : 'linear'}
            domain={domainY}
            ticks={ticksY}
            tickFormatter={format}
            tickLine={false}
            axisLine={false}
            width={46}
            tick={tick}
            allowDataOverflow
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ className: styles.cursor }}
            content={({ active, label, payload }) =>
              active && payload.length > 0 ? (
                <div className={styles.tip}>
                  <span>step {formatX(Number(label))}</span>
                  {payload.map((entry) => (
                    <b key={String(entry.name)}>
                      {String(entry.name)} {format(Number(entry.value))}
                    </b>
                  ))}
                </div>
              ) : null
            }
          />
          {level && (
            <ReferenceLine
              y={level.y}
              className={styles.level}
              label={{ value: level.label, position: 'insideBottomRight', className: styles.note }}
            />
          )}
          {marks.map((mark) => (
            <ReferenceLine
              key={mark.x}
              x={mark.x}
              className={styles.mark}
              label={{ value: mark.label, position: 'insideTopLeft', className: styles.note }}
            />
          ))}
          {gaps.map((x) => (
            <ReferenceLine
              key={`gap-${x}`}
              x={x}
              className={styles.gap}
              label={{ value: '▲', position: 'insideBottom', className: styles.gapNote }}
            />
          ))}
          {lines.map((line) => (
            <Line
              key={line.key}
              data={[...line.points]}
              dataKey="y"
              name={line.name}
              type="linear"
              dot={line.points.length === 1}
              activeDot={line.tone === 'main' || line.tone === 'second'}
              strokeWidth={strokeOf[line.tone].width}
              className={strokeOf[line.tone].className}
              isAnimationActive={false}
              {...(line.tone === 'raw' || line.tone === 'abandoned' ? { tooltipType: 'none' as const } : {})}
            />
          ))}
        </Chart>
      </ResponsiveContainer>
    </div>
  );
}

/** Room above and below the data; log axes in whole steps of 1, 2, 5. */
function extent(values: readonly number[], fromZero: boolean, log: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (log && value <= 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return log ? [0.1, 10] : [0, 1];
  if (log) return [low / 1.15, high * 1.15];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [fromZero ? 0 : low - room, high + room];
}
