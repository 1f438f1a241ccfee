import { expect, it } from 'vitest';
import type { ModelDetail } from '#app/domain/model.ts';
import { architectureOf, formatMillions, settingsOf } from './architecture.ts';

const detail: Pick<ModelDetail, 'config' | 'tokenizer' | 'tensors'> = {
  config: {
    name: 'tiny',
    image: { kind: 'vit', width: 64, depth: 2, heads: 2, patchSize: 16, mean: [0.5, 0.4] },
    text: { kind: 'clip-text', width: 48, depth: 1, heads: 1 },
  },
  tokenizer: { kind: 'wordpiece', vocabularySize: 30_522, contextLength: 256 },
  tensors: [
    { name: 'visual.trunk.norm.weight', shape: [64], dtype: 'f32' },
    { name: 'visual.head.proj.weight', shape: [32, 64], dtype: 'f32' },
    { name: 'text.proj', shape: [2000, 1000], dtype: 'f32' },
    { name: 'logit_scale', shape: [], dtype: 'f32' },
  ],
};
// Only what the function reads is given.
const architecture = architectureOf(detail as ModelDetail);

it('says what the towers are, with their parameters', () => {
  expect(architecture).toEqual({
    imageTower: 'ViT, timm, 2 × 64, 2 heads, patches of 16 px, 2,112',
    textTower: 'CLIP text transformer, 1 × 48, 1 head, 2.00 M',
    tokenizer: 'WordPiece, 30,522 entries, 256 tokens',
  });
  expect(formatMillions(195_900_000)).toBe('195.9 M');
});

it('leaves out what a configuration of another make does not have', () => {
  expect(architectureOf({ ...(detail as ModelDetail), config: { layers: 3 } })).toMatchObject({
    imageTower: undefined,
    textTower: undefined,
  });
});

it('lists settings by their full name', () => {
  expect(settingsOf(detail.config).slice(0, 3)).toEqual([
    { key: 'name', value: 'tiny' },
    { key: 'image.kind', value: 'vit' },
    { key: 'image.width', value: '64' },
  ]);
  expect(settingsOf(detail.config)).toContainEqual({ key: 'image.mean', value: '0.5 0.4' });
});
