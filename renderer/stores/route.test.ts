import { expect, it } from 'vitest';
import { formatHash, homeRoute, linkTo, parseHash } from './route.ts';

it('reads back what it writes', () => {
  const route = {
    view: 'corpus',
    subject: 'lab-2026',
    params: {
      q: 'tension pneumothorax & more',
      filter: 'year:2015..2020 journal:"Eur Radiol"',
      figure: '12',
    },
  };
  expect(parseHash(formatHash(route))).toEqual(route);
  expect(parseHash(linkTo('import', 'job/1 ä'))).toEqual({ view: 'import', subject: 'job/1 ä', params: {} });
});

it('leaves empty parameters out, so that equal places have equal links', () => {
  expect(formatHash({ view: 'corpus', subject: 'sample', params: { q: '', filter: '' } })).toBe(
    '#/corpus/sample',
  );
});

it('leads home from anything else', () => {
  expect(parseHash('')).toEqual(homeRoute);
  expect(parseHash('#/')).toEqual(homeRoute);
  expect(parseHash('#/%E0%A4%A/x')).toEqual(homeRoute);
  expect(parseHash('#/jobs')).toEqual({ view: 'jobs', subject: undefined, params: {} });
});
