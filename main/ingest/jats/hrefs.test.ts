import { expect, test } from 'vitest';
import { rasterStem, safeRelativeName } from '../file-names.ts';
import { namesOfHref } from './hrefs.ts';

test('a stem loses only known raster endings', () => {
  expect(rasterStem('JCB9806103.f1')).toBe('JCB9806103.f1');
  expect(rasterStem('JCB9806103.f1.gif')).toBe('JCB9806103.f1');
  expect(rasterStem('pone.0097823.g001.PNG_L')).toBe('pone.0097823.g001');
  expect(rasterStem('fig.v2')).toBe('fig.v2');
});

test('names behind an href, best first', () => {
  expect(namesOfHref('./images/fig1.jpg')).toEqual(['images/fig1.jpg', 'fig1.jpg']);
  expect(namesOfHref('info:doi/10.1371/journal.pone.0097823.g001')).toContain('pone.0097823.g001');
  expect(namesOfHref('Figure%201.tif')).toEqual(['Figure%201.tif', 'Figure 1.tif']);
  expect(namesOfHref('https://example.org/a%2Fb/fig1.jpg?x=1')).toContain('fig1.jpg');
  expect(namesOfHref('100%.png')).toEqual(['100%.png']);
});

test.each([
  ['a/b.png', 'a/b.png'],
  ['./a//b.png', 'a/b.png'],
  ['a\\b.png', 'a/b.png'],
  ['../a.png', undefined],
  ['a/../../b', undefined],
  ['a\\..\\..\\b', undefined],
  ['/etc/passwd', undefined],
  ['C:\\x', undefined],
  ['a\0b', undefined],
])('safe name of %j', (name, safe) => {
  expect(safeRelativeName(name)).toBe(safe);
});
