/**
 * The metric log of a run: one fixed-size record per optimizer step, appended and never rewritten. A crash can only
 * leave a torn last record, which readers ignore. A run that resumed from an earlier checkpoint simply writes those
 * steps again; the later record of a step is the one that counts.
 */
import type { MetricChunk, MetricPoint } from './run.ts';

export const metricColumns = [
  'step',
  'loss',
  'learningRate',
  'logitScale',
  'gradNorm',
  'samplesPerSecond',
  'elapsedMs',
] as const;

/** One record: seven little-endian float64 in the order of `metricColumns`. */
export const metricRecordBytes = metricColumns.length * 8;

export function encodeMetrics(points: readonly MetricPoint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(points.length * metricRecordBytes);
  const view = new DataView(bytes.buffer);
  points.forEach((point, row) => {
    metricColumns.forEach((name, column) => {
      view.setFloat64(row * metricRecordBytes + column * 8, point[name], true);
    });
  });
  return bytes;
}

export type MetricColumns = Omit<MetricChunk, 'reset' | 'validations'>;

/** Whole records only; a torn tail is left out. */
export function decodeMetrics(bytes: Uint8Array): MetricColumns {
  const rows = Math.floor(bytes.byteLength / metricRecordBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const column = (index: number) =>
    Float64Array.from({ length: rows }, (_, row) =>
      view.getFloat64(row * metricRecordBytes + index * 8, true),
    );
  return {
    step: column(0),
    loss: column(1),
    learningRate: column(2),
    logitScale: column(3),
    gradNorm: column(4),
    samplesPerSecond: column(5),
    elapsedMs: column(6),
  };
}

export function metricPointAt(columns: MetricColumns, row: number): MetricPoint {
  return {
    step: columns.step[row],
    loss: columns.loss[row],
    learningRate: columns.learningRate[row],
    logitScale: columns.logitScale[row],
    gradNorm: columns.gradNorm[row],
    samplesPerSecond: columns.samplesPerSecond[row],
    elapsedMs: columns.elapsedMs[row],
  };
}

/** Cuts columns where the step number falls: each piece is one stretch that may replace what came before. */
export function splitAtResets(
  columns: MetricColumns,
  lastStep: number,
): { reset: boolean; columns: MetricColumns }[] {
  const pieces: { reset: boolean; columns: MetricColumns }[] = [];
  let from = 0;
  let previous = lastStep;
  let reset = false;
  const push = (to: number) => {
    if (to > from) pieces.push({ reset, columns: sliceColumns(columns, from, to) });
  };
  for (let row = 0; row < columns.step.length; row++) {
    if (columns.step[row] <= previous) {
      push(row);
      from = row;
      reset = true;
    }
    previous = columns.step[row];
  }
  push(columns.step.length);
  return pieces;
}

function sliceColumns(columns: MetricColumns, from: number, to: number): MetricColumns {
  return {
    step: columns.step.slice(from, to),
    loss: columns.loss.slice(from, to),
    learningRate: columns.learningRate.slice(from, to),
    logitScale: columns.logitScale.slice(from, to),
    gradNorm: columns.gradNorm.slice(from, to),
    samplesPerSecond: columns.samplesPerSecond.slice(from, to),
    elapsedMs: columns.elapsedMs.slice(from, to),
  };
}
