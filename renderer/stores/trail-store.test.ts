import { expect, it } from 'vitest';
import { parseHash } from './route.ts';
import { trailStep } from './trail-store.ts';

const step = (from: string, to: string) => trailStep(parseHash(from), parseHash(to));
const own = '#/corpus/pmc?q=lung&filter=license%3ACC-BY&at=901';
const article = '#/corpus/pmc?filter=article%3APMC1';
const like = '#/retrieve/pmc?like=7';

it('knows when a view is left by a link from one of its figures', () => {
  expect(step(own, like)).toBe('leave');
  expect(step(own, article)).toBe('leave');
  expect(step(own, '#/compare/pmc?a=1&b=2')).toBe('leave');
});

it('keeps the way back from link to link, and ends it where the person goes by themselves', () => {
  expect(step(like, article)).toBe('go on');
  expect(step(article, like)).toBe('go on');
  expect(step(like, own)).toBe('arrive');
  expect(step(article, '#/corpus/pmc')).toBe('arrive');
  expect(step(own, '#/corpus/pmc?q=heart')).toBe('go on');
  expect(step(own, '#/train')).toBe('go on');
});
