import { expect, test } from 'vitest';
import { collect, image, refusals, scratch } from '../testing/collect.ts';
import { tableKind } from './table-kind.ts';

test.each([
  ['image,caption\n', 'separated'],
  ['"caption"\t"file_name"\n', 'separated'],
  ['{"file_name":"a.png","text":"One."}\n', 'json-lines'],
  ['{"pmid":"1","pmc":"2","location":"d","figures":[{"fig_caption":"C"}]}\n', 'pipeline'],
  ['{"info":{},\n"images":[{"id":1}],"annotations":[]}', 'coco'],
  ['{"name":"x"}', undefined],
  ['a,b\n', undefined],
  ['', undefined],
])('%j begins a table of kind %s', (head, kind) => {
  expect(tableKind(Buffer.from(head))).toBe(kind);
});

test('the lines of the released pipeline, with its faults mended', async () => {
  const line = {
    pmid: '11178228',
    pmc: '15015',
    location: 'PMC15015',
    figures: [
      {
        fig_caption: 'One.',
        fig_id: 'F1',
        fig_label: 'Figure 1',
        graphic_ref: 'PMC15015/a.jpg',
        pair_id: '11178228_F1',
      },
      {
        fig_caption: 'Two.',
        fig_id: 'F2',
        fig_label: 'None',
        graphic_ref: 'PMC15015/b.gif.jpg',
        pair_id: '11178228_F2',
      },
      {
        fig_caption: 'Three.',
        fig_id: 'F3',
        fig_label: 'Figure 3',
        graphic_ref: null,
        pair_id: '11178228_F3',
      },
    ],
  };
  await using folder = await scratch({
    'pubmed_parsed_data.jsonl': `${JSON.stringify(line)}\nnot json\n`,
    'PMC15015/a.jpg': await image('jpeg'),
    'PMC15015/b.gif': await image('gif'),
  });
  const result = await collect(folder.at('pubmed_parsed_data.jsonl'));
  expect(
    result.figures.map(({ article: { key, pmid }, figureId, label }) => [key, pmid, figureId, label]),
  ).toEqual([
    ['PMC15015', '11178228', 'F1', 'Figure 1'],
    ['PMC15015', '11178228', 'F2', undefined],
  ]);
  expect(refusals(result)).toEqual([
    'image-missing pubmed_parsed_data.jsonl row 1 figure 3',
    'row-malformed pubmed_parsed_data.jsonl row 2',
  ]);
});

test('COCO captions: every caption of an image is a pair', async () => {
  const coco = {
    info: {},
    licenses: [{ id: 3, name: 'Attribution', url: 'http://creativecommons.org/licenses/by/2.0/' }],
    images: [
      { id: 1, file_name: 'a.png', license: 3 },
      { id: 2, file_name: 'gone.png' },
    ],
    annotations: [
      { id: 10, image_id: 1, caption: 'One.' },
      { id: 11, image_id: 1, caption: 'Two.' },
      { id: 12, image_id: 2, caption: 'Three.' },
      { id: 13, image_id: 9, caption: 'Four.' },
    ],
  };
  await using folder = await scratch({
    'captions.json': JSON.stringify(coco),
    'images/a.png': await image(),
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ caption, article: { license } }) => `${caption} ${license}`)).toEqual([
    'One. CC-BY',
    'Two. CC-BY',
  ]);
  expect(refusals(result)).toEqual([
    'image-missing captions.json annotation 3',
    'image-missing captions.json annotation 4',
  ]);
  expect(refusals(await collect(folder.at('captions.json')))).toHaveLength(2);
});
