/** How numbers are written for people: thousands comma, true minus, whole units. Pure functions of their input. */

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** `15,282,336`; negative numbers get a true minus. */
export const formatCount = (value: number): string => whole.format(value).replace('-', '−');

/** `1 figure`, `3 figures`, `1,200 figures`. */
export const formatNoun = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Share of a total, `45%`; 100 is reached only by the whole, 0 only by nothing. */
export function formatShare(done: number, total: number): string {
  if (total <= 0) return '0%';
  const percent = (done / total) * 100;
  if (percent > 99 && done < total) return '99%';
  if (percent > 0 && percent < 1) return '<1%';
  return `${Math.round(Math.min(100, percent))}%`;
}

/** Cosine as the field prints it: `.4127`, `−.0086`, `1.0000`. */
export function formatCosine(value: number, digits = 4): string {
  const text = Math.abs(value).toFixed(digits).replace(/^0/, '');
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `−${text}` : text;
}

/** A measurement with as many digits as it deserves: `0.412`, `41.2`, `1,024`. */
export function formatNumber(value: number, significant = 3): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Math.abs(value) >= 1000) return formatCount(value);
  if (value !== 0 && Math.abs(value) < 1e-3) {
    return value
      .toExponential(Math.max(0, significant - 2))
      .replaceAll('-', '−')
      .replace('e+', 'e');
  }
  return String(Number(value.toPrecision(significant))).replace('-', '−');
}

/** `820 ms`, `14 s`, `12 m`, `2 h 15 m`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes} m ${Math.round(seconds % 60)} s`.replace(' 60 s', ' 59 s');
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `41 KB`, `2.4 MB`: decimal units, as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 || value >= 10 ? whole.format(value) : value.toFixed(1);
  return `${text} ${units[unit]}`;
}

/** `371 MB of 605 MB`, `1,200 of 2,400 images`, `48 files`: bytes in their own units, everything else counted. */
export function formatAmount(done: number, unit: string, total?: number): string {
  if (unit === 'bytes')
    return total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`} ${unit}`;
}

/** `12 MB/s`, `1,024 images/s`, `0.42 steps/s`. */
export const formatRate = (perSecond: number, unit: string): string =>
  unit === 'bytes'
    ? `${formatBytes(perSecond)}/s`
    : `${perSecond < 10 ? formatNumber(perSecond, 2) : formatCount(perSecond)} ${unit}/s`;

/** Time of day, `14:02:11`. */
export const formatClock = (at: Date): string => at.toLocaleTimeString('en-GB', { hour12: false });

/** `14:02` today, `Yesterday 14:02`, `21 Nov 14:02`, with the year when it is another one. */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return time;
  if (days === 1) return `Yesterday ${time}`;
  const sameYear = at.getFullYear() === now.getFullYear();
  const date = at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
  return `${date} ${time}`;
}

const startOfDay = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
