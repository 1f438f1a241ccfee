/** Files that torch itself writes, where FIGSCOPE_PYTHON names an interpreter that has it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { python, runPython } from '#main/dev/python.ts';
import { openWeightSource } from '../weight-source.ts';

describe.skipIf(python === undefined)('what torch writes', () => {
  let folder: string;
  let files: readonly string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'figscope-real-torch-'));
    await runPython('torch-files.py', [folder]);
    files = await readdir(folder);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read in both forms and every protocol', async () => {
    const honest = files.filter((file) => file.startsWith('honest'));
    expect(honest).toHaveLength(13);
    for (const file of honest) {
      const tensors = await (await openWeightSource(join(folder, file))).read();
      expect([...tensors.keys()]).toEqual(['0.weight', '0.bias', '1.weight', '1.bias']);
      for (const { data } of tensors.values()) expect(new Set(data)).toEqual(new Set([0.75]));
    }
  });

  it('is refused by the name of the command where it would run one', async () => {
    const attacks = files.filter((file) => file.startsWith('attack'));
    expect(attacks).toHaveLength(8);
    for (const file of attacks) {
      await expect(openWeightSource(join(folder, file))).rejects.toMatchObject({
        code: 'invalid-input',
        facts: { target: expect.stringMatching(/^(posix|nt)\.system$/) },
      });
    }
    expect(await readdir(folder)).not.toContain('ran');
  });
});
