/** BiomedCLIP's real configuration, 196 M parameters from a formula, against open_clip: from a file, as in use. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parameterCount, parameterShapes } from '#app/ml/clip/parameters.ts';
import { encodeSafetensors } from '#app/ml/tensor-file.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import { writeSynced } from './files.ts';
import { loadModelPreset } from './model-presets.ts';
import { openExecutor } from './open-executor.ts';
import { maxAbsolute, ParityTable, readFloats, readTensors, tensorNamed, toInt32 } from './test-golden.ts';
import { hashParameters, hashTensor } from './test-hash-weights.ts';
import { openWeightsFile } from './weights-file.ts';

const config = loadModelPreset('biomedclip');
const table = new ParityTable('biomedclip at full size, against open_clip');
const hashed = z.object({
  total_parameters: z.number(),
  tensors: z.record(z.string(), z.object({ shape: z.array(z.number()), sha256: z.string() })),
});

describe.skipIf(!sharedPath('golden/full-config'))('biomedclip at full size', () => {
  let folder: string;
  let temporary: string;
  let written: Promise<string> | undefined;
  /** 784 MB, written for the first test that needs it. */
  const weightsFile = (): Promise<string> => {
    written ??= (async () => {
      const path = join(temporary, 'model.safetensors');
      await writeSynced(path, encodeSafetensors(hashParameters(config)));
      return path;
    })();
    return written;
  };
  beforeAll(async () => {
    folder = requireShared('golden/full-config');
    temporary = await mkdtemp(join(tmpdir(), 'figscope-full-'));
  });
  afterAll(async () => {
    await rm(temporary, { recursive: true, force: true });
    table.print();
  });

  it('has exactly the tensors of the reference', async () => {
    const expected = hashed.parse(JSON.parse(await readFile(join(folder, 'tensors.json'), 'utf8')));
    const shapes = Object.fromEntries(
      Object.entries(expected.tensors).map(([name, { shape }]) => [name, shape]),
    );
    expect(Object.fromEntries(parameterShapes(config))).toEqual(shapes);
    expect(parameterCount(config)).toBe(195_902_721);
    expect(expected.total_parameters).toBe(195_902_721);
    // The formula of the weights is that of the reference.
    for (const name of [
      'visual.trunk.blocks.3.norm1.weight',
      'visual.trunk.pos_embed',
      'text.proj.2.weight',
    ]) {
      const { data } = hashTensor(name, shapes[name]!);
      const found = createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');
      expect(found).toBe(expected.tensors[name]!.sha256);
    }
  });

  it.each(installedEngines())('gives the features of the reference on %s', async (engine) => {
    const path = await weightsFile();
    const golden = readFloats(folder, 'golden.safetensors');
    const executor = await openExecutor(engineOptions(engine, 2));
    const model = await executor.compileInference(config, await openWeightsFile(path));
    const compare = (name: string, features: Float32Array): void => {
      const expected = tensorNamed(golden, name).data;
      expect(table.note(`${name}, ${engine}`, maxAbsolute(features, expected), 2e-6)).toBeLessThan(2e-6);
      expect(smallestCosine(features, expected)).toBeGreaterThan(0.999999);
    };
    const raw = readTensors(folder, 'golden.safetensors');
    compare('image_features', await model.encodeImages(normalised(tensorNamed(raw, 'images_u8').data), 4));
    compare('text_features', await model.encodeTexts(toInt32(tensorNamed(raw, 'input_ids')), 7));
    expect(model.logitScale).toBeCloseTo(tensorNamed(golden, 'logit_scale_exp').data[0]!, 5);
    await executor.dispose();
  });

  it('keeps the features of real figures and captions in int8', async () => {
    const golden = readFloats(folder, 'golden.safetensors');
    const raw = readTensors(folder, 'golden.safetensors');
    const executor = await openExecutor({ engine: 'onnxruntime', threads: 2 });
    const weights = await openWeightsFile(await weightsFile());
    const model = await executor.compileInference(config, weights, { precision: 'int8' });
    const compare = (name: string, features: Float32Array): void => {
      const cosine = smallestCosine(features, tensorNamed(golden, name).data);
      expect(table.note(`${name}, int8: 1 - cosine`, 1 - cosine, 1e-3)).toBeLessThan(1e-3);
    };
    compare('image_features', await model.encodeImages(normalised(tensorNamed(raw, 'images_u8').data), 4));
    compare('text_features', await model.encodeTexts(toInt32(tensorNamed(raw, 'input_ids')), 7));
    await executor.dispose();
  });
});

/** uint8 [n, 224, 224, 3] -> [n, 3, 224, 224], normalised. */
function normalised(pixels: ArrayLike<number | bigint>): Float32Array {
  const { size, mean, std } = config.preprocess;
  const area = size * size;
  return Float32Array.from({ length: pixels.length }, (_, index) => {
    const channel = Math.floor(index / area) % 3;
    const image = Math.floor(index / (3 * area));
    const value = Number(pixels[(image * area + (index % area)) * 3 + channel]) / 255;
    return (value - mean[channel]!) / std[channel]!;
  });
}

function smallestCosine(found: Float32Array, expected: Float32Array): number {
  let smallest = 1;
  for (let row = 0; row < expected.length; row += config.embedDim) {
    let dot = 0;
    for (let k = row; k < row + config.embedDim; k++) dot += found[k]! * expected[k]!;
    smallest = Math.min(smallest, dot);
  }
  return smallest;
}
