/** Engines from the command line; TensorFlow itself is installed by nobody here. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

describe.skipIf(!isBuilt)('figscope engine', () => {
  let figscope: Figscope;
  beforeAll(() => {
    figscope = newFigscope();
  });
  afterAll(() => figscope.dispose());

  it('lists what is there and what is not, with the command that changes it', async () => {
    const { code, value } = await figscope.json(['engine', 'list']);
    expect(code).toBe(0);
    expect(value).toMatchObject({
      engines: [
        { name: 'onnxruntime', installed: true, ok: true, device: expect.any(String) },
        {
          name: 'tensorflow',
          installed: false,
          ok: false,
          remedy: 'Install it with: figscope engine install tensorflow',
        },
      ],
    });
  });

  it.each([
    [['install', 'onnxruntime'], 2, 'Only tensorflow can'],
    [['install', 'tensorflow', '--cuda', 'maybe'], 2, 'auto, yes, no'],
    [['install', 'tensorflow', '--wheel-index', 'ftp://index.example'], 2, 'https://'],
    [['install', 'tensorflow', '--from', '/no/such/folder'], 1, '--from'],
    [['remove', 'tensorflow'], 1, 'figscope engine install tensorflow'],
  ])('%j is refused', async (args, exitCode, remedy) => {
    const { code, value } = await figscope.json(['engine', ...args]);
    expect(code).toBe(exitCode);
    expect(value).toMatchObject({
      error: { message: expect.any(String), detail: { remedy: expect.any(String) } },
    });
    expect(JSON.stringify(value)).toContain(remedy);
  });

  it('removes what an installation that was cut off has left', async () => {
    const unfinished = join(figscope.home, 'engines', '.tensorflow-2.21.0-cpu.part', 'pieces');
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'piece'), 'x'.repeat(12_345));
    const { code, value } = await figscope.json(['engine', 'remove', 'tensorflow']);
    expect(code).toBe(0);
    expect(value).toEqual({ engine: 'tensorflow', freedBytes: 12_345 });
  });
});
