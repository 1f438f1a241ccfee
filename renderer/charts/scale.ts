/** Where an axis begins and ends, and where its ticks go. */

/** About `count` round numbers inside [low, high]: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || count < 1) return [low];
  const step = niceStep(low, high, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return multiples(first, last, step);
}

/** The range widened to round numbers, and the ticks, both ends among them: a reader sees where the axis is cut. */
export function niceRange(
  low: number,
  high: number,
  count: number,
): { readonly domain: readonly [number, number]; readonly ticks: readonly number[] } {
  const from = low;
  const to = high > low ? high : low + (Math.abs(low) || 1);
  const step = niceStep(from, to, count);
  const ticks = multiples(Math.floor(from / step + 1e-9), Math.ceil(to / step - 1e-9), step);
  return { domain: [ticks[0], ticks[ticks.length - 1]], ticks };
}

function niceStep(low: number, high: number, count: number): number {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
}

const multiples = (first: number, last: number, step: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );

/** 1, 2 and 5 of every decade inside [low, high]; the decades alone when there are many. */
export function logTicks(low: number, high: number): number[] {
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => 10 ** (Math.floor(Math.log10(low)) + i),
  );
  const factors = decades.length > 4 ? [1] : [1, 2, 5];
  return decades
    .flatMap((decade) => factors.map((factor) => Number((factor * decade).toPrecision(12))))
    .filter((tick) => tick >= low && tick <= high);
}
