import { expect, it } from 'vitest';
import type { Rejection } from '#app/domain/figure.ts';
import { foundRejections, reasonsOf, rejectionsAsCsv } from './report-reasons.ts';

const rejected: readonly Rejection[] = [
  {
    source: '/data',
    item: 'PMC1/F2',
    code: 'image-missing',
    message: 'The image "a.png" is missing, sadly.',
  },
  { source: '/data', item: 'PMC2/F1', code: 'image-undecodable', message: 'JPEG ends after 41,022 bytes' },
  { source: '/data', item: 'PMC3/F1', code: 'image-missing', message: 'Not in the package' },
];

it('counts reasons, most frequent first', () => {
  expect(reasonsOf(rejected)).toEqual([
    { code: 'image-missing', count: 2 },
    { code: 'image-undecodable', count: 1 },
  ]);
});

it('finds items by reason and words', () => {
  expect(foundRejections(rejected, 'image-missing', '')).toHaveLength(2);
  expect(foundRejections(rejected, undefined, 'pmc2 jpeg')).toHaveLength(1);
  expect(foundRejections(rejected, 'image-missing', 'jpeg')).toHaveLength(0);
});

it('writes a list that a spreadsheet reads', () => {
  const lines = rejectionsAsCsv(rejected).split('\r\n');
  expect(lines[0]).toBe('source,item,code,message');
  expect(lines[1]).toBe('/data,PMC1/F2,image-missing,"The image ""a.png"" is missing, sadly."');
});
