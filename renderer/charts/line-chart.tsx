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
import { niceTicks } from './scale.ts';
import { distinctTicks, verticalAxis } from './vertical-axis.ts';

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
  /** The y axis never shows less than this: the noise of a number that hardly moves is not drawn large. */
  leastSpan?: number | undefined;
  ticks?: number;
  format: (value: number) => string;
  formatX: (value: number) => string;
  height?: number;
}

/** recharts writes these as attributes of each label. */
const tick = { fill: 'var(--text-faint)', fontSize: 10.5 };

/** A line with so few points shows each of them: one point alone would be no line at all. */
const dottedUpTo = 12;

const strokeOf: Readonly<Record<CurveLine['tone'], { width: number; className: string }>> = {
  raw: { width: 1, className: styles.raw ?? '' },
  main: { width: 1.75, className: styles.main ?? '' },
  second: { width: 1.75, className: styles.second ?? '' },
  abandoned: { width: 1, className: styles.abandoned ?? '' },
};

const dot = { r: 2, strokeWidth: 0, clipDot: false };
/** recharts draws dots outside of the group of their line. */
const dotOf: Readonly<Record<CurveLine['tone'], string>> = {
  raw: styles.dotRaw ?? '',
  main: styles.dotMain ?? '',
  second: styles.dotSecond ?? '',
  abandoned: styles.dotRaw ?? '',
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
  const values = lines.flatMap((line) => line.points.map((point) => point.y));
  const axisY = verticalAxis(values, {
    level: level?.y,
    log,
    fromZero,
    leastSpan: props.leastSpan,
    ticks: props.ticks,
  });
  const tickText = distinctTicks(axisY.ticks, format);
  const endX = props.end ?? Math.max(1, ...lines.map((line) => line.points.at(-1)?.x ?? 0));
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
            tickFormatter={(value: number) => formatX(value)}
            tickLine={false}
            tick={tick}
            axisLine={{ stroke: 'var(--line-axis)' }}
            allowDataOverflow
          />
          <YAxis
            type="number"
            scale={log ? 'log' : 'linear'}
            domain={[...axisY.domain]}
            ticks={[...axisY.ticks]}
            tickFormatter={tickText}
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
              dot={line.points.length <= dottedUpTo && { ...dot, className: dotOf[line.tone] }}
              activeDot={
                (line.tone === 'main' || line.tone === 'second') && {
                  ...dot,
                  r: 3,
                  className: dotOf[line.tone],
                }
              }
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
