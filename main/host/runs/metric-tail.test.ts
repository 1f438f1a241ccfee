import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMetrics, metricRecordBytes } from '#app/domain/metric-log.ts';
import type { MetricChunk, MetricPoint, ValidationPoint } from '#app/domain/run.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { temporaryHome, type TemporaryHome } from '../test-home.ts';
import { tailMetrics } from './metric-tail.ts';

const point = (step: number, loss = step / 10): MetricPoint => ({
  step,
  loss,
  learningRate: 1e-3,
  logitScale: 14.3,
  gradNorm: 1,
  samplesPerSecond: 100,
  elapsedMs: step * 50,
});

const validation = (step: number): ValidationPoint => {
  const recalls = { r1: 0, r5: 0, r10: 0 };
  return { step, pool: 10, loss: 2, imageToText: recalls, textToImage: recalls };
};

describe('the tail of a metric log', () => {
  let place: TemporaryHome;
  let path: string;
  let ticks: LiveValue<{ ended: boolean }>;
  let validations: ValidationPoint[];

  beforeEach(async () => {
    place = await temporaryHome();
    path = join(place.folder, 'metrics.bin');
    ticks = new LiveValue({ ended: false });
    validations = [];
  });
  afterEach(() => place[Symbol.dispose]());

  const append = (...steps: number[]) => {
    appendFileSync(path, encodeMetrics(steps.map((step) => point(step))));
    ticks.set({ ended: false });
  };
  const tail = (afterStep = 0, signal = new AbortController().signal) =>
    tailMetrics({ path, ticks, validations: async () => validations }, afterStep, signal);
  const next = async (chunks: AsyncGenerator<MetricChunk>): Promise<MetricChunk> => {
    const { done, value } = await chunks.next();
    if (done) throw new Error('The tail has ended.');
    return value;
  };
  const shape = ({ reset, step }: MetricChunk) => ({ reset, steps: [...step] });
  /** Everything up to the end of a run that has ended. */
  const all = async (afterStep = 0) => {
    ticks.set({ ended: true });
    const chunks: MetricChunk[] = [];
    for await (const chunk of tail(afterStep)) chunks.push(chunk);
    return chunks;
  };

  it('is empty for a run without steps, and ends with it', async () => {
    expect(await all()).toEqual([]);
  });

  it('gives what is there, then what is appended, column by column', async () => {
    append(1, 2);
    const chunks = tail();
    const first = await next(chunks);
    expect(shape(first)).toEqual({ reset: false, steps: [1, 2] });
    expect([...first.loss]).toEqual([0.1, 0.2]);
    expect([...first.elapsedMs]).toEqual([50, 100]);
    const second = next(chunks);
    append(3);
    expect(shape(await second)).toEqual({ reset: false, steps: [3] });
    const third = next(chunks);
    append(4);
    append(5);
    expect([...(await third).step]).toContain(4);
    await chunks.return(undefined);
  });

  it('waits for the rest of a torn record', async () => {
    const bytes = encodeMetrics([point(1), point(2)]);
    writeFileSync(path, bytes.subarray(0, metricRecordBytes + 20));
    const chunks = tail();
    expect([...(await next(chunks)).step]).toEqual([1]);
    const second = next(chunks);
    appendFileSync(path, bytes.subarray(metricRecordBytes + 20));
    ticks.set({ ended: false });
    expect([...(await second).step]).toEqual([2]);
    await chunks.return(undefined);
  });

  it('marks where a run went back to an earlier checkpoint', async () => {
    append(1, 2, 3, 4, 5, 3, 4, 5, 6);
    expect((await all()).map(shape)).toEqual([
      { reset: false, steps: [1, 2, 3, 4, 5] },
      { reset: true, steps: [3, 4, 5, 6] },
    ]);
  });

  it('marks it also when the reader had come that far already', async () => {
    append(1, 2, 3, 4, 5);
    const chunks = tail();
    await next(chunks);
    const second = next(chunks);
    append(3, 4);
    expect(shape(await second)).toEqual({ reset: true, steps: [3, 4] });
    await chunks.return(undefined);
  });

  it('leaves out what a reader has', async () => {
    append(1, 2, 3, 4);
    expect((await all(2)).map(shape)).toEqual([{ reset: false, steps: [3, 4] }]);
    expect(await all(4)).toEqual([]);
    // It cannot have more than there is.
    expect(await all(9)).toEqual([]);
  });

  it('gives a reader whole what was made again since the step it has', async () => {
    append(1, 2, 3, 4, 2, 3, 4, 5, 4, 5, 6);
    const again = [
      { reset: true, steps: [2, 3, 4, 5] },
      { reset: true, steps: [4, 5, 6] },
    ];
    // Step 4 of the first attempt: the second replaced it.
    expect((await all(4)).map(shape)).toEqual(again);
    expect((await all(3)).map(shape)).toEqual([{ reset: false, steps: [4] }, ...again]);
    expect((await all(5)).map(shape)).toEqual(again.slice(1));
    // Who has the last step has seen all of it.
    expect(await all(6)).toEqual([]);
  });

  it('cuts a long log into pieces and loses none of it', async () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => i + 1);
    append(...steps);
    const chunks = await all();
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.flatMap((chunk) => [...chunk.step])).toEqual(steps);
    expect(chunks.every((chunk) => !chunk.reset)).toBe(true);
  });

  it('tells every validation once', async () => {
    append(1, 2);
    validations = [validation(2)];
    const chunks = tail();
    expect((await next(chunks)).validations.map(({ step }) => step)).toEqual([2]);
    const second = next(chunks);
    validations = [validation(2), validation(4)];
    ticks.set({ ended: false });
    // Without new steps it still comes.
    expect(await second).toMatchObject({ reset: false, validations: [{ step: 4 }] });
    const third = next(chunks);
    append(5);
    expect(await third).toMatchObject({ validations: [] });
    await chunks.return(undefined);
  });

  it('keeps NaN and infinity as they were measured', async () => {
    appendFileSync(path, encodeMetrics([point(1, Number.NaN), point(2, Number.POSITIVE_INFINITY)]));
    expect([...((await all())[0]?.loss ?? [])]).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it('ends when its reader leaves', async () => {
    append(1);
    const abort = new AbortController();
    const chunks = tail(0, abort.signal);
    await next(chunks);
    const waiting = chunks.next();
    abort.abort();
    expect((await waiting).done).toBe(true);
  });
});
