import { expect, test } from 'vitest';
import { parseXml } from '../xml/parse.ts';
import { publicationDate } from './publication-date.ts';

const date = (meta: string): string | undefined =>
  publicationDate(parseXml(`<article-meta>${meta}</article-meta>`));
const day = '<day>3</day><month>11</month><year>2011</year>';

test.each([
  [`<pub-date>${day}</pub-date>`, '2011-11-03'],
  ['<pub-date><month>Apr</month><year>2011</year></pub-date>', '2011-04'],
  ['<pub-date><day>30</day><month>September</month><year>2011</year></pub-date>', '2011-09-30'],
  ['<pub-date><season>Winter</season><year>2011</year></pub-date>', '2011'],
  ['<pub-date><day>45</day><month>13</month><year>2011</year></pub-date>', '2011'],
  ['<pub-date iso-8601-date="2019-04-30"/>', '2019-04-30'],
  ['<pub-date><string-date>30 April <year>2019</year></string-date></pub-date>', '2019'],
  ['<pub-date><string-date>Spring 2019</string-date></pub-date>', '2019'],
  ['<pub-date><year>n.d.</year></pub-date>', undefined],
  ['<permissions><copyright-year>2003</copyright-year></permissions>', '2003'],
])('%s is %s', (meta, expected) => {
  expect(date(meta)).toBe(expected);
});

test('the earliest year counts, and in it the date that is known best', () => {
  const collection = '<pub-date pub-type="collection"><year>2011</year></pub-date>';
  const printed = '<pub-date pub-type="ppub"><month>1</month><year>2012</year></pub-date>';
  expect(date(`${printed}${collection}<pub-date pub-type="epub">${day}</pub-date>`)).toBe('2011-11-03');
});
