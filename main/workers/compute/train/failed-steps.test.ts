/** A run whose engine fails in a step goes back to its last checkpoint and makes the steps it would have made. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainEvent } from '#app/contract/compute-worker.ts';
import { anyEngine } from '#app/domain/engine.ts';
import { runConfig } from '#app/domain/run-config.ts';
import { runFileNames } from '#app/domain/run-files.ts';
import { FigscopeError } from '#app/util/error.ts';
import { writeFigures } from '#main/cli/test-figures.ts';
import type { Executor, TrainingStep } from '#main/engine/executor.ts';
import { testRecords, writeRecords } from '#main/store/test-corpus.ts';
import { Executors } from '../executors.ts';
import { train } from './train.ts';

const figures = 24;
const steps = 8;
/** Throws after the step was made: the engine's state is then not that of any step before. */
type Fault = (step: number) => FigscopeError | undefined;

class FaultyExecutors extends Executors {
  readonly #fault: Fault;
  constructor(fault: Fault) {
    super({ threads: 1 });
    this.#fault = fault;
  }

  override async get(): Promise<Executor> {
    const executor = await super.get(anyEngine);
    const compileTraining: Executor['compileTraining'] = async (...given) => {
      const whole = await executor.compileTraining(...given);
      const make = whole.run.bind(whole);
      const run: TrainingStep['run'] = async (batch, settings) => {
        const result = await make(batch, settings);
        const fault = this.#fault(settings.step);
        if (fault) throw fault;
        return result;
      };
      return Object.assign(whole, { run });
    };
    return Object.assign(Object.create(executor), { compileTraining });
  }
}

describe('a step that fails', () => {
  let folder: string;
  let corpusFolder: string;
  let undisturbed: Map<number, number>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'figscope-failed-'));
    corpusFolder = join(folder, 'corpus');
    await writeFigures(folder, figures);
    const records = [...testRecords(figures)].map((record, index) => ({
      ...record,
      caption: `Figure ${index} shows the shape number ${index}.`,
      split: 'train' as const,
      image: {
        ...record.image,
        source: {
          kind: 'file' as const,
          path: join(folder, 'images', `${String(index).padStart(4, '0')}.png`),
        },
      },
    }));
    writeRecords(corpusFolder, records);
    undisturbed = lossesOf(await trainWith(() => undefined));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function trainWith(fault: Fault): Promise<TrainEvent[]> {
    const runFolder = mkdtempSync(join(folder, 'run-'));
    const config = runConfig.parse({
      model: 'nano',
      batchSize: 4,
      steps,
      checkpointEvery: 3,
      validateEvery: 1000,
      vocabularySize: 250,
      threads: 1,
    });
    const record = { id: 'r', corpus: 'dots', preset: 'nano', createdAt: '2026-01-01', config };
    writeFileSync(join(runFolder, runFileNames.record), JSON.stringify(record));
    const request = { runFolder, corpusFolder, compute: anyEngine };
    const events: TrainEvent[] = [];
    for await (const event of train(request, new FaultyExecutors(fault), () => false)) events.push(event);
    return events;
  }

  it.each([2, 5])('is made again from the last checkpoint (step %i)', async (broken) => {
    let faults = 0;
    const events = await trainWith((step) => {
      if (step !== broken || faults > 0) return undefined;
      faults += 1;
      return new FigscopeError('internal', 'A kernel failed.');
    });
    expect(faults).toBe(1);
    expect(lossesOf(events)).toEqual(undisturbed);
    expect(events.at(-1)).toEqual({ kind: 'ended', reason: 'done', step: steps });
    const made = events.flatMap((event) => (event.kind === 'metrics' ? event.points : [])).length;
    expect(made).toBeGreaterThan(steps); // the steps after the checkpoint were made twice
  });

  it('ends the run when it fails again', async () => {
    const failing = trainWith((step) =>
      step === 5 ? new FigscopeError('internal', 'A kernel failed.') : undefined,
    );
    await expect(failing).rejects.toMatchObject({ code: 'internal', message: 'A kernel failed.' });
  });

  it('ends the run at once when the memory does not suffice, and says which batch does', async () => {
    let faults = 0;
    const failing = trainWith(() => {
      faults += 1;
      return new FigscopeError('out-of-memory', { message: 'Too large.', facts: { fits: 3 } });
    });
    await expect(failing).rejects.toMatchObject({ code: 'out-of-memory', facts: { fits: 3 } });
    expect(faults).toBe(1);
  });
});

function lossesOf(events: readonly TrainEvent[]): Map<number, number> {
  const points = events.flatMap((event) => (event.kind === 'metrics' ? event.points : []));
  return new Map(points.map(({ step, loss }): [number, number] => [step, loss]).sort(([a], [b]) => a - b));
}
