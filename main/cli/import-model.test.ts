import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

/** Of golden/tiny-biomedclip/open_clip_model.safetensors; main/engine/import-model.test.ts computes it. */
const hashOfSafetensors = 'c157d16aae7921035d9ab70cb40c5f1a13a262468e109323eb8610579dffae3c';
const importedModel = z.object({ passport: z.object({ weightsHash: z.string() }) });

describe.skipIf(!isBuilt || !sharedPath('golden/tiny-biomedclip'))('figscope model import', () => {
  let figscope: Figscope;
  let golden: string;
  beforeAll(() => {
    figscope = newFigscope();
    golden = requireShared('golden/tiny-biomedclip');
  });
  afterAll(() => figscope.dispose());

  const folderWith = (name: string, weights: string): string => {
    const folder = join(figscope.folder, name);
    mkdirSync(folder);
    for (const file of ['config.json', 'open_clip_config.json', 'vit_config.json', 'vocab.txt', weights])
      copyFileSync(join(golden, file), join(folder, file));
    return folder;
  };
  const importHash = async (source: string, name: string): Promise<string> => {
    const { code, value } = await figscope.json(['model', 'import', source, '--name', name]);
    expect(code).toBe(0);
    return importedModel.parse(value).passport.weightsHash;
  };

  it('takes the same weights from torch as from safetensors, and a checkpoint by its file', async () => {
    const torch = await importHash(folderWith('a', 'open_clip_pytorch_model.bin'), 'torch');
    expect(torch).toBe(hashOfSafetensors);
    expect(await importHash(join(golden, 'epoch_1.halves.pt'), 'halves')).not.toBe(torch);
  });

  it('prints the tensors that do not fit as a table, and leaves nothing behind', async () => {
    const folder = folderWith('c', 'open_clip_pytorch_model.bin');
    const path = join(folder, 'open_clip_config.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"embed_dim": 32', '"embed_dim": 48'));
    const before = readdirSync(join(figscope.home, 'models'));
    const { code, stdout, stderr } = await figscope.run(['model', 'import', folder, '--name', 'wrong']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('The model needs 99 tensors, the file has 99:');
    expect(stderr).toMatch(/^visual\.head\.proj\.weight +another shape +\[48, 64\] +\[32, 64\]$/m);
    expect(stderr).toContain('come from the same model');
    expect(stderr).not.toMatch(/\n +at /);
    expect(readdirSync(join(figscope.home, 'models'))).toEqual(before);
  });
});
