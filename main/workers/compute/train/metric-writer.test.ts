import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeMetrics, metricRecordBytes } from '#app/domain/metric-log.ts';
import { parseValidations } from '#app/domain/run-files.ts';
import { appendValidation, MetricWriter } from './metric-writer.ts';

const point = (step: number) => ({
  step,
  loss: step / 3,
  learningRate: 1e-3,
  logitScale: 14.3,
  gradNorm: 0.5,
  samplesPerSecond: 99,
  elapsedMs: step * 10,
});

describe('the metric log of a run', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'figscope-metrics-'));
    path = join(folder, 'metrics.bin');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (...steps: number[]) => {
    using log = new MetricWriter(path);
    log.append(steps.map(point));
    log.sync();
  };

  it('grows by what is appended, over several lives of its process', () => {
    write(1, 2);
    write(3);
    const { step, loss } = decodeMetrics(readFileSync(path));
    expect([...step]).toEqual([1, 2, 3]);
    expect([...loss]).toEqual([1 / 3, 2 / 3, 1]);
  });

  it('loses a record that was torn by a crash, and nothing after it', () => {
    write(1, 2);
    appendFileSync(path, new Uint8Array(metricRecordBytes - 1).fill(7));
    write(3, 4);
    expect([...decodeMetrics(readFileSync(path)).step]).toEqual([1, 2, 3, 4]);
  });

  it('keeps validations in a file of lines', async () => {
    const recalls = { r1: 0.1, r5: 0.4, r10: 0.7 };
    const validation = { step: 2, pool: 12, loss: 2.5, imageToText: recalls, textToImage: recalls };
    const lines = join(folder, 'validations.jsonl');
    await appendValidation(lines, validation);
    await appendValidation(lines, { ...validation, step: 4 });
    appendFileSync(lines, '{"step": 6, "po');
    expect(parseValidations(readFileSync(lines, 'utf8'))).toEqual([validation, { ...validation, step: 4 }]);
  });
});
