/** Work that outlives its workers, and engines that are left alone. */
import { describe, expect, it } from 'vitest';
import { anyEngine, type ComputeChoice } from '#app/domain/engine.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { EnginePlace } from '../worker-set.ts';
import { chooseEngine } from './choose-engine.ts';
import { ComputeDesk } from './compute-desk.ts';
import { PlayedWorkers, type PlayedHandlers } from './test-compute-workers.ts';
import { onnxReport, tensorFlowReport } from './test-engine-reports.ts';

const item = (path: string) => ({ path });
const request = { folder: 'm', paths: [], labels: [], templates: [], prepare: 'exact' as const };

function openDesk(play: (place: EnginePlace) => PlayedHandlers) {
  const workers = new PlayedWorkers(play);
  const distrusted: string[] = [];
  const inUse: string[] = [];
  const reports = () =>
    [onnxReport, { ...tensorFlowReport, speed: { trainingStepMs: 1, embeddingMs: 1 } }].filter(
      ({ name }) => !distrusted.includes(name),
    );
  const engines = {
    resolve: async (choice: ComputeChoice) => chooseEngine(reports(), choice, 'embedding'),
    distrust: (engine: string) => void distrusted.push(engine),
    use: ({ engine }: EnginePlace) => {
      inUse.push(engine);
      return { [Symbol.dispose]: () => void inUse.pop() };
    },
  };
  return { desk: new ComputeDesk({ engines, workers }), workers, distrusted, inUse };
}

/** Processes of one engine abort at whatever they are asked; the others answer. */
const abortsOn =
  (engine: string) =>
  (place: EnginePlace): PlayedHandlers =>
  (crash) => ({
    'compute.pauseEmbedding': () => (place.engine === engine ? crash() : {}),
  });
const ask = (desk: ComputeDesk, choice?: ComputeChoice) =>
  desk.ask(choice, async ({ client, compute, note }) => {
    await client['compute.pauseEmbedding']({ embeddingFolder: 'x' });
    return { engine: compute.engine, note };
  });

describe('an answer', () => {
  it('comes from the engine of the choice, which counts as in use meanwhile', async () => {
    const { desk, inUse } = openDesk(abortsOn('none'));
    expect(await desk.ask(undefined, async ({ compute }) => [compute.engine, [...inUse]])).toEqual([
      'tensorflow',
      ['tensorflow'],
    ]);
    expect(inUse).toEqual([]);
  });

  it('comes from ONNX Runtime when the engine of auto has aborted twice, and says so', async () => {
    const { desk, workers, distrusted } = openDesk(abortsOn('tensorflow'));
    expect(await ask(desk)).toEqual({
      engine: 'onnxruntime',
      note: 'TensorFlow crashed twice in the same place; ONNX Runtime is used instead.',
    });
    expect(workers.started.map(({ engine }) => engine)).toEqual(['tensorflow', 'tensorflow', 'onnxruntime']);
    expect(distrusted).toEqual(['tensorflow']);
  });

  it('is an error with a remedy when the engine was named', async () => {
    const { desk, workers, distrusted } = openDesk(abortsOn('tensorflow'));
    await expect(ask(desk, { ...anyEngine, engine: 'tensorflow' })).rejects.toMatchObject({
      code: 'worker-crashed',
      message: expect.stringContaining('SIGABRT'),
      remedy: expect.stringContaining('--engine onnxruntime'),
    });
    expect(workers.started).toHaveLength(2);
    expect(distrusted).toEqual([]);
  });

  it('is an error with a remedy when no engine is left', async () => {
    const { desk } = openDesk(() => (crash) => ({ 'compute.pauseEmbedding': crash }));
    await expect(ask(desk)).rejects.toMatchObject({
      code: 'worker-crashed',
      remedy: expect.stringMatching(/\w/),
    });
  });

  it('is not asked for again when something else went wrong', async () => {
    const { desk } = openDesk(abortsOn('none'));
    let calls = 0;
    const work = () => {
      calls += 1;
      return Promise.reject(new FigscopeError('out-of-memory', 'Too large.'));
    };
    await expect(desk.ask(undefined, work)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(calls).toBe(1);
  });
});

describe('many answers', () => {
  it('go on where a crash cut them off, on the same engine as long as it gets on', async () => {
    let life = 0;
    const { desk, workers } = openDesk(() => (crash) => {
      life += 1;
      const last = life === 3;
      return {
        'compute.classify': async function* ({ paths }: { paths: string[] }) {
          for (const path of last ? paths : paths.slice(0, 2)) yield item(path);
          if (!last) await crash();
        },
      };
    });
    const all = ['a', 'b', 'c', 'd', 'e'];
    const found: string[] = [];
    const answers = desk.follow(
      undefined,
      () => found.length,
      ({ client, compute }) =>
        client['compute.classify']({ ...request, paths: all.slice(found.length), compute }),
    );
    for await (const { path } of answers) found.push(path);
    expect(found).toEqual(all);
    expect(workers.started.map(({ engine }) => engine)).toEqual(['tensorflow', 'tensorflow', 'tensorflow']);
  });
});
