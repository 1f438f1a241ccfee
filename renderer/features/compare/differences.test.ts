import { expect, it } from 'vitest';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { factRows, warnings } from './differences.ts';

const figure: FigureDetail = {
  id: 1,
  figureId: 'F1',
  caption: 'A radiograph.',
  originalCaption: 'A radiograph.',
  label: 'Figure 1',
  mentions: [],
  article: { key: 'PMC1', title: 'One', license: 'CC-BY', retracted: false, year: 2020 },
  image: {
    sha256: 'ab'.repeat(32),
    width: 10,
    height: 20,
    format: 'png',
    sizeBytes: 3,
    source: { kind: 'blob', sha256: 'ab'.repeat(32) },
  },
  split: 'train',
  panels: [],
  curation: { status: 'pending', tags: ['b', 'a'], captionEdited: false, revision: 0 },
  renditions: [],
  repairs: [],
  siblings: [],
};
const other: FigureDetail = {
  ...figure,
  id: 2,
  figureId: 'F2',
  label: 'Figure 2',
  caption: 'a  Radiograph.',
  split: 'test',
  curation: { ...figure.curation, tags: ['a', 'b'] },
};

it('lists what at least one of them has, and says where they agree', () => {
  const rows = new Map(factRows(figure, { ...other, modality: 'x-ray' }).map((row) => [row.name, row]));
  expect(rows.get('Label')).toEqual({ name: 'Label', a: 'Figure 1', b: 'Figure 2', same: false });
  expect(rows.get('Modality')).toEqual({ name: 'Modality', a: '–', b: 'x ray', same: false });
  // The order of tags means nothing.
  expect(rows.get('Tags')).toMatchObject({ a: 'a, b', same: true });
  expect(rows.has('Journal')).toBe(false);
});

it('warns of duplicates and of leaks between splits', () => {
  expect(warnings(figure, other)).toEqual([
    'The same image file, byte for byte.',
    'The same caption.',
    'Two figures of one article.',
    'They are in different splits, train and test: a leak between them.',
  ]);
  expect(warnings(figure, figure)).toEqual(['This is one figure, shown twice.']);
  const stranger: FigureDetail = {
    ...other,
    caption: 'Other words.',
    article: { ...other.article, key: 'PMC2' },
    image: { ...other.image, sha256: 'cd'.repeat(32) },
  };
  expect(warnings(figure, stranger)).toEqual([]);
});
