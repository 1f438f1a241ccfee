import { type PointerEvent, useState } from 'react';
import type { FacetValue } from '#app/domain/corpus.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount, formatNoun } from '#renderer/ui/format.ts';
import styles from './year-histogram.module.css';

export interface YearRange {
  readonly from: number;
  readonly to: number;
}

/** Figures per year as bars, and two handles for the range. The range is set when a handle is let go. */
export function YearHistogram(props: {
  values: readonly FacetValue[];
  range: { readonly from?: number; readonly to?: number } | undefined;
  onRange: (range: YearRange | undefined) => void;
}) {
  const { values, range, onRange } = props;
  const counts = new Map(values.map((value) => [Number(value.value), value.count]));
  const years = [...counts.keys()].filter((year) => Number.isInteger(year));
  const first = Math.min(...years, range?.from ?? Infinity);
  const last = Math.max(...years, range?.to ?? -Infinity);
  const [dragged, setDragged] = useState<YearRange>();
  /** Where a brush over the bars began. */
  const [brushed, setBrushed] = useState<number>();
  const [pointed, setPointed] = useState<number>();
  const from = dragged?.from ?? clamp(range?.from ?? first, first, last);
  const to = dragged?.to ?? clamp(range?.to ?? last, first, last);
  const largest = Math.max(1, ...years.map((year) => counts.get(year) ?? 0));
  const unknown = values.find((value) => value.value === 'unknown')?.count ?? 0;
  if (!Number.isFinite(first) || !Number.isFinite(last)) return null;

  const commit = (): void => {
    if (!dragged) return;
    setDragged(undefined);
    onRange(dragged.from <= first && dragged.to >= last ? undefined : dragged);
  };
  const handle = (end: 'from' | 'to') => (
    <input
      type="range"
      className={styles.handle}
      aria-label={end === 'from' ? 'First year' : 'Last year'}
      min={first}
      max={last}
      step={1}
      value={end === 'from' ? from : to}
      onChange={(event) => {
        const year = event.currentTarget.valueAsNumber;
        setDragged(end === 'from' ? { from: Math.min(year, to), to } : { from, to: Math.max(year, from) });
      }}
      onPointerUp={commit}
      onKeyUp={commit}
      onBlur={commit}
    />
  );
  const span = last - first + 1;
  const yearAt = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return clamp(first + Math.floor(((event.clientX - box.left) / box.width) * span), first, last);
  };
  const brush = (year: number, start = brushed): void => {
    if (start !== undefined) setDragged({ from: Math.min(start, year), to: Math.max(start, year) });
  };
  const shownYear = brushed === undefined ? pointed : undefined;
  return (
    <div className={styles.histogram}>
      {/* For the pointer; the keyboard has the two handles below. */}
      <div
        className={styles.brush}
        role="presentation"
        title="Drag over the bars for a range, press one for its year"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setBrushed(yearAt(event));
          brush(yearAt(event), yearAt(event));
        }}
        onPointerMove={(event) => {
          setPointed(yearAt(event));
          brush(yearAt(event));
        }}
        onPointerUp={() => {
          setBrushed(undefined);
          commit();
        }}
        onPointerLeave={() => setPointed(undefined)}
      />
      <svg className={styles.bars} viewBox={`0 0 ${span} 40`} preserveAspectRatio="none" aria-hidden="true">
        {years.map((year) => {
          const height = Math.max(1, ((counts.get(year) ?? 0) / largest) * 40);
          return (
            <rect
              key={year}
              className={year >= from && year <= to ? styles.on : styles.off}
              x={year - first + 0.08}
              width={0.84}
              y={40 - height}
              height={height}
            />
          );
        })}
      </svg>
      <div className={styles.range}>
        {handle('from')}
        {handle('to')}
      </div>
      <div className={styles.ends}>
        <span>{from}</span>
        {shownYear !== undefined && (
          <span className={styles.pointed}>
            {shownYear}: {formatCount(counts.get(shownYear) ?? 0)}
          </span>
        )}
        {range && shownYear === undefined && (
          <Button variant="link" size="small" onClick={() => onRange(undefined)}>
            All years
          </Button>
        )}
        <span>{to}</span>
      </div>
      {unknown > 0 && <p className={styles.unknown}>{formatNoun(unknown, 'figure')} without a year</p>}
    </div>
  );
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
