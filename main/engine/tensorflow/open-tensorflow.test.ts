/** What cannot be opened is refused with what to do about it. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import { openExecutor } from '../open-executor.ts';
import { selfTestConfig, selfTestParameters } from '../self-test-model.ts';

describe('opening TensorFlow', () => {
  it('is refused where it is not installed', async () => {
    const opening = openExecutor({ engine: 'tensorflow', enginesFolder: tmpdir() });
    await expect(opening).rejects.toMatchObject({
      code: 'unavailable',
      remedy: 'Install it with: figscope engine install tensorflow',
    });
  });

  describe.skipIf(!installedEngines().includes('tensorflow'))('where it is installed', () => {
    it('gives its name, version and precisions, and no int8', async () => {
      const executor = await openExecutor(engineOptions('tensorflow', 1));
      expect(executor).toMatchObject({ name: 'tensorflow', precisions: ['fp32', 'bf16'] });
      expect(executor.version).toMatch(/^2\.\d+\.\d+/);
      const int8 = executor.compileInference(selfTestConfig, selfTestParameters(), { precision: 'int8' });
      await expect(int8).rejects.toMatchObject({ code: 'unsupported' });
      await executor.dispose();
    });

    it('is refused with other threads once it is loaded', async () => {
      await expect(openExecutor(engineOptions('tensorflow', 2))).rejects.toMatchObject({ code: 'conflict' });
    });

    it('is refused on a GPU that is not there', async ({ skip }) => {
      const executor = await openExecutor(engineOptions('tensorflow', 1));
      if (executor.device !== 'cpu') skip();
      const opening = openExecutor({ ...engineOptions('tensorflow', 1), device: 'gpu' });
      await expect(opening).rejects.toMatchObject({
        code: 'unavailable',
        message: 'TensorFlow found no GPU 0 that it can use.',
      });
    });
  });
});
