import { expect, test } from 'vitest';
import { parseXml } from '../xml/parse.ts';
import { readFigures } from './figures.ts';
import { readMentions } from './mentions.ts';

const five = [1, 2, 3, 4, 5]
  .map((n) => `<fig id="F${n}"><label>Figure ${n}.</label><caption><p>C${n}</p></caption></fig>`)
  .join('');

function mentions(body: string, figures = five): Readonly<Record<string, readonly string[]>> {
  const root = parseXml(`<article><body>${body}</body><floats-group>${figures}</floats-group></article>`);
  const found = [...readMentions(root, readFigures(root))];
  return Object.fromEntries(found.map(([id, texts]) => [id, texts.map(({ text }) => text)]));
}
const xref = (rid: string, text: string): string => `<xref ref-type="fig" rid="${rid}">${text}</xref>`;
const cited = (body: string): string => Object.keys(mentions(body)).toSorted().join(' ');

test('the paragraph that cites a figure is its mention, once', () => {
  const found = mentions(
    `<p>As in ${xref('F1', 'Fig. 1')} and <bold>${xref('F1', 'Fig. 1B')}</bold>.</p><p>No citation.</p>`,
  );
  expect(found).toEqual({ F1: ['As in Fig. 1 and Fig. 1B.'] });
});

test.each([
  [`<p>${xref('F1 F3', 'Figs 1 and 3')}</p>`, 'F1 F3'],
  [`<p>${xref('F1', 'Figs. 1')}–${xref('F3', '3')}</p>`, 'F1 F2 F3'],
  [`<p>${xref('F2', 'Figures 2A')} to ${xref('F5', '5B')}</p>`, 'F2 F3 F4 F5'],
  [`<p>${xref('F1', 'Figs 1–3')}</p>`, 'F1 F2 F3'],
  [`<p>${xref('F1', 'Fig 1')} and ${xref('F4', 'Fig 4')}</p>`, 'F1 F4'],
  [`<p>${xref('F1', 'Fig 1')}, see ${xref('B9', '9')}–${xref('B12', '12')}</p>`, 'F1'],
  [`<p>${xref('nowhere', 'Fig 2')}</p>`, ''],
])('%s cites %s', (body, figures) => {
  expect(cited(body)).toBe(figures);
});

test('a paragraph in a list is its own, not that of the paragraph around it', () => {
  const found = mentions(
    `<p>Outer <list><list-item><p>Inner ${xref('F1', 'Fig 1')}.</p></list-item></list></p>`,
  );
  expect(found).toEqual({ F1: ['Inner Fig 1.'] });
});

test('floats inside a paragraph are left out of its text, and captions are no mentions', () => {
  const inner = `<fig id="X"><caption><p>See also ${xref('F2', 'Fig 2')}.</p></caption></fig>`;
  expect(mentions(`<p>As ${xref('F1', 'Fig 1')} shows.${inner} More.</p>`)).toEqual({
    F1: ['As Fig 1 shows. More.'],
  });
});

test('a citation of a group is one of each figure in it', () => {
  const group = '<fig-group id="G"><fig id="a"/><fig id="b"/></fig-group>';
  expect(Object.keys(mentions(`<p>${xref('G', 'Figure 1')}</p>`, group))).toEqual(['a', 'b']);
});

test('a figure without id is found by its number', () => {
  const figures = '<fig><label>Figure 1</label></fig><fig><label>Figure 2</label></fig>';
  expect(Object.keys(mentions('<p>In <xref ref-type="fig">Fig. 2b</xref>.</p>', figures))).toEqual(['fig-2']);
});
