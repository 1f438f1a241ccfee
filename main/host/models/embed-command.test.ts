import { expect, it } from 'vitest';
import { bothSides, embedCommand } from './embed-command.ts';

it('names only what was chosen', () => {
  expect(embedCommand('lab', 'tiny', bothSides)).toBe('figscope embed lab --model tiny');
  expect(
    embedCommand('lab', 'tiny', {
      sides: ['image'],
      batch: 8,
      compute: { engine: 'tensorflow', device: 'gpu:0', precision: 'bf16' },
    }),
  ).toBe(
    'figscope embed lab --model tiny --side image --batch 8 --engine tensorflow --device gpu:0 --precision bf16',
  );
});
