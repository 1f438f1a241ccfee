import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { collect, image, refusals, scratch } from '../testing/collect.ts';
import { makeTar } from '../testing/make-tar.ts';
import { makeZip } from '../testing/make-zip.ts';

test('a table gives a pair for each row, with its columns', async () => {
  const rows = [
    'image,caption,article,label,license,split,modality,year',
    'img/a.png,"(A) One, with a comma. (B) Two ""quoted"".",PMC1,Figure 1,CC BY-NC 4.0,train,mri,2011',
    'img/b.png,"Over',
    'two lines",PMC1,,,val,,',
    'img/gone.png,Gone,PMC2,,,,,',
    'img/a.png,,PMC3,,,,,',
    'https://example.org/x.png,Remote,PMC4,,,,,',
    'img/a.png,short',
  ];
  await using folder = await scratch({
    'data.csv': `\ufeff${rows.join('\r\n')}\r\n`,
    'img/a.png': await image('png', { red: 1 }),
    'img/b.png': await image('png', { red: 2 }),
  });
  const result = await collect(folder.at('data.csv'));
  expect(result.figures[0]).toMatchObject({
    article: { key: 'PMC1', license: 'CC-BY-NC', licenseText: 'CC BY-NC 4.0', year: 2011, retracted: false },
    label: 'Figure 1',
    caption: '(A) One, with a comma. (B) Two "quoted".',
    panels: ['A', 'B'],
    modality: 'mri',
    split: 'train',
    image: { width: 8, height: 6, format: 'png', source: { kind: 'file', path: folder.at('img/a.png') } },
  });
  expect(result.figures[1]).toMatchObject({
    caption: 'Over two lines',
    split: 'dev',
    article: { license: 'none' },
  });
  expect(result.figures).toHaveLength(2);
  expect(refusals(result)).toEqual([
    'image-missing data.csv row 3',
    'no-caption data.csv row 4',
    'image-missing data.csv row 5',
    'row-malformed data.csv row 6',
  ]);
});

test('rows of one article have ids of their own, and reading again gives the same', async () => {
  await using folder = await scratch({
    'd.tsv': 'caption\timage\tarticle\nOne\ta.png\tPMC1\nTwo\ta.png\tPMC1\n',
    'a.png': await image(),
  });
  const { figures } = await collect(folder.path);
  expect(new Set(figures.map(({ figureId }) => figureId)).size).toBe(2);
  expect((await collect(folder.path)).figures).toEqual(figures);
});

test('without an article column the image is its own article, so that it cannot fall into two splits', async () => {
  await using folder = await scratch({
    'd.csv': 'image,caption\na.png,One\na.png,Two\n',
    'a.png': await image(),
  });
  const { figures } = await collect(folder.at('d.csv'));
  expect(figures.map(({ article }) => article.key)).toEqual(
    figures.map(({ image: { sha256 } }) => `sha256:${sha256}`),
  );
  expect(figures[0]?.figureId).not.toBe(figures[1]?.figureId);
});

test('a table without the columns says so', async () => {
  await using folder = await scratch({ 'd.csv': 'a,b\n1,2\n' });
  expect(refusals(await collect(folder.at('d.csv'), { format: 'csv' }))).toEqual([
    'row-malformed d.csv row 1',
  ]);
  expect(refusals(await collect(folder.at('d.csv')))).toEqual(['no-figures d.csv']);
});

test('samples of a shard stay in it; keys end at the first dot', async () => {
  const tar = await makeTar([
    { name: '000001.png', data: await image() },
    { name: '000001.txt', data: 'A caption.\n' },
    {
      name: '000001.json',
      data: JSON.stringify({ pmcid: '12', figure_id: 'F3', license: 'CC0', split: 'test' }),
    },
    { name: '000002.jpg', data: await image('jpeg') },
    { name: '000002.json', data: JSON.stringify({ caption: 'In the JSON.' }) },
    { name: '000003.seg.png', data: await image('png', { red: 9 }) },
    { name: '000003.txt', data: 'Of a segmentation.' },
    { name: '000004.png', data: await image() },
    { name: '000005.txt', data: 'Without image.' },
  ]);
  await using folder = await scratch({ 'shard-0000.tar': tar });
  const result = await collect(folder.at('shard-0000.tar'));
  expect(result.figures.map(({ caption }) => caption)).toEqual([
    'A caption.',
    'In the JSON.',
    'Of a segmentation.',
  ]);
  expect(result.figures[0]).toMatchObject({
    article: { key: 'PMC12', license: 'CC0' },
    figureId: 'F3',
    split: 'test',
    image: { source: { kind: 'tar', path: folder.at('shard-0000.tar') } },
  });
  expect(refusals(result)).toEqual(['no-caption 000004.png', 'image-missing 000005.txt']);
});

test('a folder of shards is read shard by shard', async () => {
  const shard = async (key: string): Promise<Uint8Array> =>
    makeTar([
      { name: `${key}.png`, data: await image() },
      { name: `${key}.txt`, data: key },
    ]);
  await using folder = await scratch({ '0.tar': await shard('one'), '1.tar': await shard('two') });
  for (const format of ['auto', 'webdataset'] as const) {
    const { figures } = await collect(folder.path, { format });
    expect(figures.map(({ caption }) => caption)).toEqual(['one', 'two']);
  }
});

test('an image folder with side-car texts; its folders name the splits', async () => {
  await using folder = await scratch({
    'train/x/a.png': await image(),
    'train/x/a.txt': 'One.',
    'test/b.jpg': await image('jpeg'),
    'test/b.txt': 'Two.',
    'test/c.png': await image(),
    'test/notes.txt': 'No caption of anything.',
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ caption, split }) => `${caption} ${split}`)).toEqual([
    'Two. test',
    'One. train',
  ]);
  expect(refusals(result)).toEqual(['no-caption test/c.png']);
});

test.each([
  [
    'metadata.jsonl',
    '{"file_name":"train/a.png","text":"One."}\n\nnot json\n[1]\n{"file_name":"b.png","text":"Two."}',
  ],
  ['metadata.csv', 'file_name,text\ntrain/a.png,One.\nb.png,Two.\n'],
])('an image folder with %s', async (name, content) => {
  await using folder = await scratch({
    [name]: content,
    'train/a.png': await image(),
    'b.png': await image('png', { red: 3 }),
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ caption, split }) => [caption, split])).toEqual([
    ['One.', 'train'],
    ['Two.', undefined],
  ]);
  expect(refusals(result)).toEqual(
    name.endsWith('l') ? ['row-malformed metadata.jsonl row 2', 'row-malformed metadata.jsonl row 3'] : [],
  );
});

test('an image folder inside a zip', async () => {
  await using folder = await scratch({
    'a.zip': makeZip([
      {
        name: 'data/metadata.jsonl',
        data: '{"file_name":"a.png","text":"One."}\n{"file_name":"../b.png","text":"Out."}',
      },
      { name: 'data/a.png', data: await image() },
      { name: 'b.png', data: await image() },
    ]),
  });
  const result = await collect(folder.at('a.zip'));
  expect(result.figures.map(({ image: { source } }) => source.kind)).toEqual(['blob']);
  expect(refusals(result)).toEqual(['no-caption b.png', 'image-missing metadata.jsonl row 2']);
});

test('only rows under the licences asked for', async () => {
  await using folder = await scratch({
    'd.csv': 'image,caption,license\na.png,One,CC BY\na.png,Two,CC BY-NC\na.png,Three,\n',
    'a.png': await image(),
  });
  const result = await collect(folder.path, { licenses: ['CC-BY', 'CC0'] });
  expect(result.figures.map(({ caption }) => caption)).toEqual(['One']);
  expect(refusals(result)).toEqual(['license-excluded d.csv row 2', 'license-excluded d.csv row 3']);
});

test.skipIf(sharedPath('data/dicom/ok') === undefined)(
  'a DICOM object with a caption is a pair',
  async () => {
    const dicom = await readFile(requireShared('data/dicom/ok/MR_small.dcm'));
    await using folder = await scratch({
      'a.dcm': dicom,
      'a.txt': 'A head.',
      'b.dcm': dicom.subarray(0, 2000),
      'b.txt': 'Cut off.',
    });
    const result = await collect(folder.path);
    expect(
      result.figures.map(({ caption, image: { format, width, height } }) => [caption, format, width, height]),
    ).toEqual([['A head.', 'dicom', 64, 64]]);
    expect(refusals(result)).toEqual(['image-undecodable b.dcm']);
  },
);
