import { expect, it } from 'vitest';
import { refusalText, refusedTensors } from './refusal.ts';

it('makes rows of what does not fit, shapes where they are told', () => {
  const rows = refusedTensors({
    missing: ['logit_scale'],
    extra: ['visual.extra'],
    misshapen: [{ tensor: 'text.proj', expected: [768, 512], found: [512] }],
    invalid: [{ tensor: 'text.bias', found: 'NaN', index: 3 }],
    rows: [{ tensor: 'logit_scale', problem: 'missing', expected: [] }],
    path: '/some/folder',
  });
  expect(rows.map(({ problem, tensor }) => [problem, tensor])).toEqual([
    ['not finite', 'text.bias'],
    ['another shape', 'text.proj'],
    ['missing', 'logit_scale'],
    ['not known', 'visual.extra'],
  ]);
  expect(rows[2]).toMatchObject({ expected: 'scalar', found: 'not there' });
  expect(rows[3]).toMatchObject({ expected: 'not there', found: '–' });
  expect(rows[1]).toMatchObject({ expected: '768 × 512', found: '512' });
  expect(refusalText(rows).split('\n')[2]).toBe('another shape\ttext.proj\t768 × 512\t512');
});

it('has none for an error about something else', () => {
  expect(refusedTensors({ path: '/some/folder' })).toEqual([]);
  expect(refusedTensors({ missing: 'everything' })).toEqual([]);
  expect(refusedTensors(undefined)).toEqual([]);
});
