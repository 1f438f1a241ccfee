import { expect, test } from 'vitest';
import { parseXml } from '../xml/parse.ts';
import { readFigures } from './figures.ts';

const read = (body: string) => readFigures(parseXml(`<article><body>${body}</body></article>`));
const hrefs = (body: string): readonly (readonly string[])[] =>
  read(body)[0]?.graphics.map((graphic) => graphic.hrefs) ?? [];
const caption = '<caption><p>C.</p></caption>';

test('title and paragraphs make the caption, its label does not', () => {
  const [figure] = read(
    '<fig id="f"><label>Fig. 1</label><caption><label>A</label><title>T.</title><p>One.</p><p>Two.</p></caption></fig>',
  );
  expect(figure).toMatchObject({ id: 'f', label: 'Fig. 1', caption: 'T. One. Two.' });
});

test('source data inside a caption is no part of it', () => {
  const data =
    '<p><supplementary-material id="s"><label>Data 1</label><caption><title>No.</title></caption><media xlink:href="d.xlsx"/></supplementary-material></p>';
  const [figure] = read(
    `<fig id="f"><caption><title>T.</title>${data}</caption><graphic xlink:href="f"/></fig>`,
  );
  expect(figure?.caption).toBe('T.');
  expect(figure?.graphics).toEqual([{ hrefs: ['f'] }]);
});

test('graphics under alternatives are renditions of one image', () => {
  expect(
    hrefs(
      `<fig id="f">${caption}<alternatives><graphic xlink:href="a.gif"/><graphic xlink:href="b.jpg"/></alternatives></fig>`,
    ),
  ).toEqual([['a.gif', 'b.jpg']]);
});

test('graphics of one stem, or marked as forms of each other, are one image; others are several', () => {
  expect(
    hrefs(
      `<fig id="f">${caption}<graphic xlink:href="a.tif"/><graphic xlink:href="a.jpg"/><graphic xlink:href="b.jpg"/></fig>`,
    ),
  ).toEqual([['a.tif', 'a.jpg'], ['b.jpg']]);
  expect(
    hrefs(
      `<fig id="f">${caption}<graphic id="g" xlink:href="big"/><graphic alternate-form-of="g" xlink:href="small"/></fig>`,
    ),
  ).toEqual([['big', 'small']]);
});

test('finds graphics at any depth, images among media, and inline graphics as a last resort', () => {
  expect(hrefs(`<fig id="f">${caption}<p><graphic xlink:href="deep"/></p></fig>`)).toEqual([['deep']]);
  expect(
    hrefs(
      `<fig id="f">${caption}<media mimetype="image" xlink:href="m"/><media mimetype="video" xlink:href="v.mp4"/></fig>`,
    ),
  ).toEqual([['m']]);
  expect(hrefs(`<fig id="f">${caption}<p><inline-graphic xlink:href="i"/></p></fig>`)).toEqual([['i']]);
});

test('symbols in a caption and empty hrefs are no images', () => {
  const withSymbol = '<caption><p>A <inline-graphic xlink:href="star"/> marks it.</p></caption>';
  expect(hrefs(`<fig id="f">${withSymbol}<graphic xlink:href=""/></fig>`)).toEqual([]);
});

test('a figure without id gets one by its place, and ids are unique', () => {
  const figures = read(
    `<fig>${caption}</fig><fig id="fig-3">${caption}</fig><fig>${caption}</fig><fig id="x"/><fig id="x"/>`,
  );
  expect(figures.map(({ id }) => id)).toEqual(['fig-1', 'fig-3', 'fig-3-derived', 'x', 'x-2']);
  expect(figures[0]?.citedAs).toEqual([]);
});

test('a panel of a group without caption has that of the group', () => {
  const group = `<fig-group id="g"><label>Figure 1</label><caption><p>Whole.</p></caption>
    <fig id="a"><label>A</label><graphic xlink:href="a"/></fig>
    <fig id="b"><label>B</label><caption><p>Own.</p></caption><graphic xlink:href="b"/></fig></fig-group>`;
  const figures = read(group);
  expect(figures.map((figure) => figure.caption)).toEqual(['Whole.', 'Own.']);
  expect(figures[0]?.citedAs).toEqual(['a', 'g']);
});

test('a caption in a second language shares the graphic of its group', () => {
  const figures = read(`<fig-group id="g"><fig id="pt" xml:lang="pt"><caption><p>Um.</p></caption></fig>
    <fig id="en" xml:lang="en"><caption><p>One.</p></caption><graphic xlink:href="f1"/></fig></fig-group>`);
  expect(figures.map(({ graphics }) => graphics)).toEqual([[{ hrefs: ['f1'] }], [{ hrefs: ['f1'] }]]);
});

test('figures in floats, appendices and sub-articles count', () => {
  const root =
    parseXml(`<article><body/><floats-group><fig id="a"/></floats-group><back><app-group><app><fig id="b"/></app></app-group></back>
    <sub-article><body><fig id="c"/></body></sub-article></article>`);
  expect(readFigures(root).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
