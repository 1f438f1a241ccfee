import { expect, it } from 'vitest';
import { refusalText, refusedTensors } from './refusal.ts';

it('makes rows of what does not fit, what is missing first', () => {
  const rows = refusedTensors({
    missing: ['logit_scale'],
    extra: ['visual.extra'],
    misshapen: [{ tensor: 'text.proj', expected: [768, 512], found: [512] }],
    path: '/some/folder',
  });
  expect(rows.map(({ problem, tensor }) => [problem, tensor])).toEqual([
    ['missing', 'logit_scale'],
    ['other shape', 'text.proj'],
    ['not known', 'visual.extra'],
  ]);
  expect(rows[1]).toMatchObject({ expected: '768 × 512', found: '512' });
  expect(refusalText(rows).split('\n')[2]).toBe('other shape\ttext.proj\t768 × 512\t512');
});

it('has none for an error about something else', () => {
  expect(refusedTensors({ path: '/some/folder' })).toEqual([]);
  expect(refusedTensors({ missing: 'everything' })).toEqual([]);
  expect(refusedTensors(undefined)).toEqual([]);
});
