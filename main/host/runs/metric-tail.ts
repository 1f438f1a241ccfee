/** Follows a run's metric log on disk: what is there, then what is appended, until the run ends. */
import { open } from 'node:fs/promises';
import {
  decodeMetrics,
  metricRecordBytes,
  splitAtResets,
  type MetricColumns,
} from '#app/domain/metric-log.ts';
import type { MetricChunk, ValidationPoint } from '#app/domain/run.ts';
import type { LiveValue } from '#app/util/live-value.ts';

/** Points per chunk at most: about a quarter of a megabyte. */
const chunkRecords = 4096;

export interface TailSource {
  readonly path: string;
  /** Changes whenever something was appended or the run ended. */
  readonly ticks: LiveValue<{ ended: boolean }>;
  validations(): Promise<ValidationPoint[]>;
}

/**
 * Chunks after the record that first reached `afterStep`: what a reader that has come so far may lack, stretches that
 * were made again included. The first chunk carries the validations so far; later ones those that are new.
 */
export async function* tailMetrics(
  source: TailSource,
  afterStep: number,
  signal: AbortSignal,
): AsyncGenerator<MetricChunk> {
  let offset = 0;
  let lastStep = 0;
  let validationsSent = 0;
  let reached = afterStep <= 0;
  for await (const { ended } of source.ticks.watch(signal)) {
    for (;;) {
      const bytes = await readRecords(source.path, offset);
      offset += bytes.byteLength;
      const all = await source.validations();
      const validations = all.slice(validationsSent);
      validationsSent = all.length;
      const pieces = splitAtResets(decodeMetrics(bytes), lastStep);
      lastStep = pieces.at(-1)?.columns.step.at(-1) ?? lastStep;
      const sent = pieces.flatMap((piece) => {
        if (reached) return [piece];
        const from = piece.columns.step.findIndex((step) => step >= afterStep);
        reached = from >= 0;
        const columns = reached ? after(piece.columns, afterStep) : undefined;
        // What the reader has of this stretch, it has from where the stretch began.
        return columns && columns.step.length > 0 ? [{ reset: false, columns }] : [];
      });
      for (const [index, piece] of sent.entries()) {
        yield { reset: piece.reset, ...piece.columns, validations: index === 0 ? validations : [] };
      }
      if (sent.length === 0 && validations.length > 0)
        yield { reset: false, ...decodeMetrics(new Uint8Array(0)), validations };
      if (bytes.byteLength === 0) break;
    }
    if (ended) return;
  }
}

async function readRecords(path: string, offset: number): Promise<Uint8Array> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return new Uint8Array(0);
  try {
    const buffer = new Uint8Array(chunkRecords * metricRecordBytes);
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, offset);
    return buffer.subarray(0, bytesRead - (bytesRead % metricRecordBytes));
  } finally {
    await file.close();
  }
}

/** A reader that has steps up to `afterStep` already gets the later ones only. */
function after(columns: MetricColumns, afterStep: number): MetricColumns {
  const from = columns.step.findIndex((step) => step > afterStep);
  if (from === 0) return columns;
  const cut = (column: Float64Array<ArrayBuffer>) => (from < 0 ? new Float64Array(0) : column.slice(from));
  return {
    step: cut(columns.step),
    loss: cut(columns.loss),
    learningRate: cut(columns.learningRate),
    logitScale: cut(columns.logitScale),
    gradNorm: cut(columns.gradNorm),
    samplesPerSecond: cut(columns.samplesPerSecond),
    elapsedMs: cut(columns.elapsedMs),
  };
}
