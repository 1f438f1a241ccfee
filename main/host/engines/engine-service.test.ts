/** Reports and where they are kept, engines that crash while they are tested, installing and removing. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anyEngine, type EngineName } from '#app/domain/engine.ts';
import { FigscopeError } from '#app/util/error.ts';
import { JobBoard } from '../jobs/job-board.ts';
import { type TemporaryHome, temporaryHome } from '../test-home.ts';
import { type EngineServiceParts, EngineService, type EngineStatus } from './engine-service.ts';
import { examineInWorker } from './examine-in-worker.ts';
import { PlayedWorkers, type PlayedHandlers } from './test-compute-workers.ts';
import { onnxReport, tensorFlowReport } from './test-engine-reports.ts';

const context = { signal: new AbortController().signal };
const install = { engine: 'tensorflow', cuda: 'auto' } as const;
type Examine = (request: { engine: EngineName; device: string }) => unknown;

describe('the engines of a home', () => {
  let place: TemporaryHome;
  let examined: string[];
  let examine: Examine;
  let status: EngineStatus | undefined;
  beforeEach(async () => {
    // Engines that this machine shares between homes are none of these tests' business.
    vi.stubEnv('FIGSCOPE_ENGINES', '');
    place = await temporaryHome();
    examined = [];
    examine = ({ engine }) => (engine === 'tensorflow' ? tensorFlowReport : onnxReport);
  });
  afterEach(() => {
    place[Symbol.dispose]();
    vi.unstubAllEnvs();
  });

  const played = (): ((place: unknown) => PlayedHandlers) => () => (crash) => ({
    'compute.examine': async (request: { engine: EngineName; device: string }) => {
      examined.push(`${request.engine} ${request.device}`);
      const answer = examine(request);
      return answer === 'crash' ? crash() : answer;
    },
  });

  function openService(change: Partial<EngineServiceParts> = {}) {
    const workers = new PlayedWorkers(played());
    const jobs = new JobBoard();
    const parts = { home: place.home, workers, jobs, version: '1', threads: 2 };
    const service = new EngineService({ ...parts, tell: (told) => (status = told), ...change });
    return { service, workers, jobs, handlers: service.handlers() };
  }

  /** What an installation looks like to whoever finds it. */
  function putTensorFlow() {
    const folder = join(place.home.engines, 'tensorflow-2.21.0-cpu');
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'lib', 'tfjs_binding.node'), 'library');
    const manifest = { version: '2.21.0', cuda: false, platform: 'test', bytes: 852e6 };
    const content = { ...manifest, installedAt: '2026-01-01', wheels: [] };
    writeFileSync(join(folder, 'installation.json'), JSON.stringify(content));
    return { folder, version: '2.21.0', cuda: false, bytes: 852e6 };
  }

  it('are tested once for the same engine, product and machine, and anew on request', async () => {
    putTensorFlow();
    const first = await openService().service.reports();
    expect(first).toMatchObject([
      { name: 'onnxruntime', installed: true, ok: true, chosenFor: ['embedding'] },
      { name: 'tensorflow', version: '2.21.0 (CPU)', bytes: 852e6, chosenFor: ['training'] },
    ]);
    expect(first[0]?.devices).toMatchObject([{ id: 'cpu', totalBytes: expect.any(Number) }]);
    expect(examined).toEqual(['onnxruntime auto', 'tensorflow auto']);
    const { service } = openService();
    await service.reports();
    expect(examined).toHaveLength(2);
    await service.test();
    expect(examined).toHaveLength(4);
    await openService({ version: '2' }).service.reports();
    await openService({ threads: 1 }).service.reports();
    expect(examined).toHaveLength(8);
  });

  it('are tested again when what was kept is damaged', async () => {
    await openService().service.reports();
    writeFileSync(join(place.home.engines, 'reports.json'), '{"reports": [{');
    await openService().service.reports();
    expect(examined).toEqual(['onnxruntime auto', 'onnxruntime auto']);
  });

  it('are chosen without a test where there is nothing to choose', async () => {
    const { service } = openService();
    const only = { engine: 'onnxruntime', device: 'cpu', precision: 'fp32' };
    expect(await service.resolve(anyEngine, 'embedding')).toEqual(only);
    expect(examined).toEqual([]);
    await expect(service.resolve({ ...anyEngine, precision: 'bf16' }, 'embedding')).rejects.toMatchObject({
      code: 'unsupported',
    });
    examine = () => ({ ...onnxReport, ok: false, reason: 'It computes the loss wrongly.' });
    await service.test();
    await expect(service.resolve(anyEngine, 'embedding')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that crash in their test are reported with the reason, and never used', async () => {
    putTensorFlow();
    examine = ({ engine }) => (engine === 'tensorflow' ? 'crash' : onnxReport);
    const { service } = openService();
    expect(await service.reports()).toMatchObject([
      { ok: true, chosenFor: ['training', 'embedding'] },
      {
        name: 'tensorflow',
        installed: true,
        ok: false,
        chosenFor: [],
        reason: expect.stringMatching(/ended the process.*SIGABRT.*Check failed/),
        remedy: expect.stringContaining('figscope engine install tensorflow'),
      },
    ]);
    expect(await service.resolve(anyEngine, 'training')).toMatchObject({ engine: 'onnxruntime' });
  });

  it('that hang in their test are reported, too', async () => {
    examine = () => new Promise(() => {});
    const report = await examineInWorker(new PlayedWorkers(played()), 'tensorflow', 'auto', 20);
    expect(report).toMatchObject({ ok: false, reason: expect.stringContaining('did not end within') });
  });

  it('that are left alone after crashes come back when their test passes', async () => {
    putTensorFlow();
    const { service } = openService();
    expect(await service.resolve(anyEngine, 'training')).toMatchObject({ engine: 'tensorflow' });
    service.distrust('tensorflow', 'TensorFlow crashed twice.');
    expect(await service.resolve(anyEngine, 'training')).toMatchObject({ engine: 'onnxruntime' });
    expect(status?.warnings).toEqual(['TensorFlow crashed twice.']);
    await service.test();
    expect(await service.resolve(anyEngine, 'training')).toMatchObject({ engine: 'tensorflow' });
    expect(status?.warnings).toEqual([]);
  });

  it('are named in the status: what would be used, then what was', async () => {
    putTensorFlow();
    examine = ({ engine }) =>
      engine === 'onnxruntime'
        ? onnxReport
        : { ...tensorFlowReport, speed: { trainingStepMs: 1, embeddingMs: 1 } };
    const { service } = openService();
    expect(status?.device).toBe('CPU, 2 threads, ONNX Runtime');
    await service.reports();
    expect(status?.device).toBe('CPU, 2 threads, TensorFlow');
    using _ = service.use({ engine: 'tensorflow', device: 'cpu', precision: 'bf16' });
    expect(status?.device).toBe('CPU, 2 threads, TensorFlow bf16');
  });

  describe('TensorFlow', () => {
    it('is installed by one job, and tested then', async () => {
      const given: unknown[] = [];
      const provided = Promise.withResolvers<void>();
      const provide: EngineServiceParts['provide'] = async (options) => {
        given.push(options);
        await provided.promise;
        return putTensorFlow();
      };
      const { handlers, jobs } = openService({ provide });
      const { job } = await handlers['engines.install'](install, context);
      expect(await handlers['engines.install'](install, context)).toEqual({ job });
      provided.resolve();
      const ended = await jobs.wait(job);
      expect(ended).toMatchObject({
        kind: 'install',
        state: 'done',
        result: 'TensorFlow 2.21.0 (CPU), 852 MB',
      });
      expect(given).toMatchObject([{ enginesFolder: place.home.engines, cuda: 'auto' }]);
      expect(examined).toEqual(['tensorflow auto']);
    });

    it('that is installed and fails its test is a job that failed, with the reason', async () => {
      examine = () => ({ ...tensorFlowReport, ok: false, reason: 'It computes the loss wrongly.' });
      const { handlers, jobs } = openService({ provide: async () => putTensorFlow() });
      const { job } = await handlers['engines.install'](install, context);
      const { state, error } = await jobs.wait(job);
      expect(state).toBe('failed');
      expect(error?.message).toContain('computes the loss wrongly');
    });

    it('that cannot be provided can be tried again', async () => {
      const provide = () => Promise.reject(new FigscopeError('unavailable', 'There is no network.'));
      const { handlers, jobs } = openService({ provide });
      const { job } = await handlers['engines.install'](install, context);
      expect(await jobs.wait(job)).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
      expect(await handlers['engines.install'](install, context)).not.toEqual({ job });
    });

    it('is not removed while it is at work', async () => {
      const { folder } = putTensorFlow();
      const { service, handlers, workers } = openService();
      await service.reports();
      const compute = await service.resolve({ ...anyEngine, engine: 'tensorflow' }, 'training');
      {
        using _ = service.use(compute);
        await expect(handlers['engines.remove']({ engine: 'tensorflow' }, context)).rejects.toMatchObject({
          code: 'conflict',
          remedy: expect.stringContaining('runs list'),
        });
      }
      expect(readFileSync(join(folder, 'lib', 'tfjs_binding.node'), 'utf8')).toBe('library');
      const { freedBytes } = await handlers['engines.remove']({ engine: 'tensorflow' }, context);
      expect(freedBytes).toBeGreaterThan(0);
      expect(workers.closed).toEqual(['tensorflow']);
      expect((await service.reports())[1]).toMatchObject({ installed: false, ok: false });
    });
  });
});
