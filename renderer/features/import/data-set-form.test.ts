import { expect, it } from 'vitest';
import { checkedDataSet, emptyDataSet } from './data-set-form.ts';

const form = { ...emptyDataSet, address: 'https://data.example' };

it('takes everything when nothing is asked for', () => {
  expect(checkedDataSet(form)).toEqual({
    ok: true,
    address: 'https://data.example',
    licenses: [],
    selection: { types: [], pmcids: [], images: 'fetch', concurrency: 8 },
  });
});

it('reads what was typed', () => {
  const typed = {
    address: ' /data/mirror ',
    licenses: ['CC0', 'CC-BY'],
    since: '2026-01-31',
    types: 'case-report, research-article',
    pmcids: 'PMC1\nPMC2 3',
    articles: '500',
    images: 'lazy',
    concurrency: '4',
    bandwidth: '1.5',
  } as const;
  expect(checkedDataSet(typed)).toEqual({
    ok: true,
    address: '/data/mirror',
    licenses: ['CC0', 'CC-BY'],
    selection: {
      since: '2026-01-31',
      types: ['case-report', 'research-article'],
      pmcids: ['PMC1', 'PMC2', '3'],
      articles: 500,
      images: 'lazy',
      concurrency: 4,
      bandwidth: 1_500_000,
    },
  });
});

it.each([
  ['address', 'ftp://data.example'],
  ['address', 'mirror'],
  ['address', ''],
  ['since', '2026-02-30'],
  ['since', 'last week'],
  ['articles', '0'],
  ['articles', 'many'],
  ['concurrency', '65'],
  ['bandwidth', '-1'],
  ['bandwidth', 'fast'],
  ['pmcids', 'PMC1 and PMC2'],
] as const)('says that %s cannot be %j', (field, text) => {
  expect(checkedDataSet({ ...form, [field]: text })).toEqual({
    ok: false,
    problems: { [field]: expect.stringMatching(/./) },
  });
});
