/** Appends to the metric log of a run. */
import { appendFile } from 'node:fs/promises';
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { encodeMetrics, metricRecordBytes } from '#app/domain/metric-log.ts';
import type { MetricPoint, ValidationPoint } from '#app/domain/run.ts';
import { diskError } from '../disk-error.ts';

export class MetricWriter implements Disposable {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
    // A torn record of a crash would shift every later one.
    const { size } = fstatSync(this.#file);
    if (size % metricRecordBytes !== 0) ftruncateSync(this.#file, size - (size % metricRecordBytes));
  }

  /** In the hands of the operating system when it returns: a killed process loses nothing of it. */
  append(points: readonly MetricPoint[]): void {
    const bytes = encodeMetrics(points);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
    } catch (thrown) {
      throw diskError(thrown, 'the metrics of the run');
    }
  }

  sync(): void {
    fsyncSync(this.#file);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

export async function appendValidation(path: string, point: ValidationPoint): Promise<void> {
  await appendFile(path, `${JSON.stringify(point)}\n`, { flush: true });
}
