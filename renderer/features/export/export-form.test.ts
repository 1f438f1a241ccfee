import { expect, it } from 'vitest';
import { parseFilter } from '#app/domain/filter.ts';
import { canPass, filterOf, firstForm, requestOf } from './export-form.ts';

const place = {
  corpus: 'lab',
  query: { text: 'lung', filter: 'year>=2015 OR modality:ct' },
  out: '/data/out',
};

it('asks for what the view shows, without rejected captions', () => {
  expect(requestOf(firstForm(true), place)).toEqual({
    ok: true,
    options: {
      corpus: 'lab',
      format: 'webdataset',
      out: '/data/out',
      filter: '(year>=2015 OR modality:ct) -status:rejected',
      text: 'lung',
      splits: [],
      licenses: [],
      shardFigures: 10_000,
      dryRun: false,
    },
  });
  expect(() => parseFilter(filterOf(firstForm(true), place.query))).not.toThrow();
});

it('asks for the whole corpus, and names what is wanted when something is not', () => {
  const form = {
    ...firstForm(false),
    leaveOutRejected: false,
    withoutSplits: ['test' as const],
    withoutLicenses: ['none' as const, 'TDM' as const],
  };
  const request = requestOf(form, place);
  expect(request).toMatchObject({ options: { filter: '', text: '', splits: ['train', 'dev'] } });
  expect(request.ok && request.options.licenses).toContain('CC-BY');
  expect(request.ok && request.options.licenses).not.toContain('none');
});

it('says what is wrong with the size of the shards', () => {
  for (const shardFigures of ['0', 'many', '2000000', '1.5']) {
    expect(requestOf({ ...firstForm(true), shardFigures }, place)).toMatchObject({ ok: false });
  }
  expect(requestOf({ ...firstForm(true), format: 'csv', shardFigures: 'many' }, place)).toMatchObject({
    ok: true,
    options: { shardFigures: 10_000 },
  });
});

it('offers no value that the query leaves out', () => {
  const passing = (filter: string) =>
    ['train', 'dev', 'test'].filter((split) => canPass(filter, 'split', split));
  expect(passing('')).toEqual(['train', 'dev', 'test']);
  expect(passing('split:test year>=2015')).toEqual(['test']);
  expect(passing('-split:dev,test')).toEqual(['train']);
  expect(passing('split:test OR year>=2015')).toEqual(['train', 'dev', 'test']);
  expect(passing('(split:test OR split:dev) -split:dev')).toEqual(['test']);
  expect(passing('-(split:test tag:x)')).toEqual(['train', 'dev', 'test']);
});
