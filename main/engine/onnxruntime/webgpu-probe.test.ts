import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOnnxRuntime } from './open-onnxruntime.ts';
import { probeWebGpu } from './webgpu-probe.ts';

const probe = await probeWebGpu();

describe('the WebGPU probe', () => {
  it.skipIf(probe.ok)('says in words that there is no adapter', async () => {
    expect(probe).toMatchObject({ ok: false, reason: expect.stringMatching(/^no adapter\. .*driver\.$/) });
    await expect(openOnnxRuntime({ threads: 1, device: 'gpu' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('ONNX Runtime cannot use a GPU here: no adapter.'),
      remedy: expect.stringContaining('device cpu'),
    });
  });

  it('leaves the CPU alone', async () => {
    for (const device of ['auto', 'cpu']) {
      const executor = await openOnnxRuntime({ threads: 1, device });
      expect(executor.device).toBe('cpu');
    }
  });
});

describe.skipIf(process.platform === 'win32')('a graphics driver that misbehaves', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'figscope-webgpu-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    {
      how: 'aborts',
      script: 'kill -ABRT $$',
      reason: 'the graphics driver ended the process that asked it (SIGABRT).',
    },
    { how: 'hangs', script: 'exec sleep 600', reason: 'the graphics driver did not answer in time.' },
    { how: 'computes wrongly', script: 'echo sum 2 4 6 9', reason: 'the graphics device computes wrongly.' },
    { how: 'fails', script: 'echo out of handles >&2; exit 3', reason: 'WebGPU failed.' },
  ])('$how and takes nothing with it', async ({ how, script, reason }) => {
    const program = join(folder, how.replaceAll(' ', '-'));
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    expect(await probeWebGpu(1000, program)).toMatchObject({ ok: false, reason });
  });
});
