/** Loaded models by folder, engine and precision; the passport says what really computes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { anyEngine } from '#app/domain/engine.ts';
import { passportDifference } from '#app/domain/passport.ts';
import { encodeTexts } from './encode.ts';
import { Executors } from './executors.ts';
import { ModelCache } from './model-cache.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'resources', 'trained', 'sample-nano');

describe.skipIf(!existsSync(join(folder, 'model.safetensors')))('loaded models', () => {
  const models = new ModelCache(new Executors({ threads: 1 }));
  const fp32 = { ...anyEngine, engine: 'onnxruntime' as const, device: 'cpu' };
  const int8 = { ...fp32, precision: 'int8' as const };

  it('are kept, one for each precision, with the passport of what computes', async () => {
    using exact = await models.use(folder, fp32);
    using again = await models.use(folder, fp32);
    expect(again.model).toBe(exact.model);
    using coarse = await models.use(folder, int8);
    expect(coarse.model).not.toBe(exact.model);
    expect(exact.passport).toMatchObject({ engine: 'onnxruntime', precision: 'fp32' });
    expect(coarse.passport).toMatchObject({ engine: 'onnxruntime', precision: 'int8' });
    expect(passportDifference(exact.passport, coarse.passport)).toEqual([]);
    const [a, b] = await Promise.all([exact, coarse].map((model) => encodeTexts(model, ['a bar chart'])));
    const cosine = a.features.reduce((sum, value, i) => sum + value * b.features[i], 0);
    expect(cosine).toBeGreaterThan(0.999);
    expect(a.features).not.toEqual(b.features);
  });

  it('that an engine refuses can be asked for again in another precision', async () => {
    const bf16 = { ...fp32, precision: 'bf16' as const };
    await expect(models.use(folder, bf16)).rejects.toMatchObject({ code: 'unsupported' });
    using exact = await models.use(folder, fp32);
    expect(exact.passport.precision).toBe('fp32');
  });

  it('stay as long as they are used, and a few longer', async () => {
    const disposed: string[] = [];
    const executor = await new Executors({ threads: 1 }).get(fp32);
    const cache = new ModelCache({
      get: async ({ device }) => ({
        ...executor,
        name: 'onnxruntime',
        compileTraining: (...given) => executor.compileTraining(...given),
        compileInference: async () => ({
          logitScale: 1,
          encodeImages: () => Promise.reject(new Error('not asked')),
          encodeTexts: () => Promise.reject(new Error('not asked')),
          dispose: async () => void disposed.push(device),
        }),
      }),
    });
    const onDevice = (device: string) => cache.use(folder, { ...fp32, device });
    const inUse = await onDevice('a');
    for (const device of ['b', 'c', 'd']) (await onDevice(device))[Symbol.dispose]();
    await vi.waitFor(() => expect(disposed).toEqual(['b']));
    inUse[Symbol.dispose]();
    await vi.waitFor(() => expect(disposed).toEqual(['b', 'a']));
  });
});
