/** The y axis of a chart: what it shows, where its ticks are, and how they read. */
import { logTicks, niceRange } from './scale.ts';

export interface VerticalAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

export interface VerticalAxisOptions {
  /** A level that is drawn with its name above it. */
  readonly level?: number | undefined;
  readonly log?: boolean | undefined;
  readonly fromZero?: boolean | undefined;
  /** The axis never shows less than this. */
  readonly leastSpan?: number | undefined;
  /** About how many ticks. Default 4. */
  readonly ticks?: number | undefined;
}

/** The name of a level needs this share of the height above its line. */
const shareOfName = 0.14;

/** Both ends are round numbers and have a tick; a log axis takes only what is above 0. */
export function verticalAxis(values: readonly number[], options: VerticalAxisOptions): VerticalAxis {
  const { level, log = false, fromZero = false, leastSpan = 0, ticks = 4 } = options;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of level === undefined ? values : [...values, level]) {
    if (log && value <= 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return log ? logAxis(0.1, 10) : niceRange(0, 1, 2);
  if (log) return logAxis(low / 1.15, high * 1.15);
  if (fromZero) low = Math.min(0, low);
  if (level !== undefined) high = Math.max(high, level + (level - low) * shareOfName);
  const missing = Math.max(0, leastSpan - (high - low)) / 2;
  return niceRange(low - missing, high + missing, ticks);
}

const logAxis = (low: number, high: number): VerticalAxis => ({
  domain: [low, high],
  ticks: logTicks(low, high),
});

/** Ticks that would read the same get as many digits as tell them apart. */
export function distinctTicks(
  ticks: readonly number[],
  format: (value: number) => string,
): (value: number) => string {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const texts = ticks.map((tick) => format(tick));
  if (new Set(texts).size === ticks.length || !(step > 0)) return (value) => format(value);
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return (value) => value.toFixed(digits).replace('-', '−');
}
