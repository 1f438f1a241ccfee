import { expect, test } from 'vitest';
import { article, collect, figure, image, noisyJpeg, refusals, scratch } from '../testing/collect.ts';

test('of renditions under alternatives the largest is taken', async () => {
  const body =
    '<fig id="F1"><caption><p>C.</p></caption><alternatives><graphic xlink:href="s.gif"/><graphic xlink:href="l.jpg"/></alternatives></fig>';
  await using folder = await scratch({
    'a.xml': article(body),
    's.gif': await image('gif', { width: 4 }),
    'l.jpg': await image('jpeg', { width: 40 }),
  });
  expect((await collect(folder.path)).figures[0]?.image).toMatchObject({ format: 'jpeg', width: 40 });
});

test('when the best does not decode, the next one is taken', async () => {
  const large = await noisyJpeg();
  await using folder = await scratch({
    'a.xml': article(figure('F1') + figure('F2', { href: 'F2.jpg' })),
    'F1.jpg': large.subarray(0, 2000),
    'F1.png': await image(),
    'F2.jpg': large.subarray(0, 2000),
    'F2.gif': await image('gif'),
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ image: { format } }) => format)).toEqual(['png', 'gif']);
  expect(result.rejections).toEqual([]);
});

test('the other files of a picture are recorded, the damaged ones among them not', async () => {
  const large = await noisyJpeg();
  await using folder = await scratch({
    'a.xml': article(figure('F1') + figure('F2') + figure('F3')),
    'F1.jpg': await image('jpeg', { width: 40 }),
    'F1.gif': await image('gif', { width: 4 }),
    'F1.tif': await image('tiff', { width: 20 }),
    'F2.jpg': large.subarray(0, 2000),
    'F2.png': await image(),
    'F3.png': await image(),
  });
  const { figures } = await collect(folder.path);
  expect(figures.map(({ renditions }) => renditions)).toEqual([['F1.gif', 'F1.tif'], undefined, undefined]);
});

test('drawings and documents are named for what they are', async () => {
  const body = ['d.svg', 'e.eps', 'p.pdf', 'w.png', 'n.png'].map((href) => figure(href)).join('');
  await using folder = await scratch({
    'a.xml': article(body),
    'd.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    'e.eps': '%!PS-Adobe-3.0 EPSF-3.0',
    'p.pdf': '%PDF-1.4',
    'w.png': 'just words',
    'n.png': '',
  });
  expect(refusals(await collect(folder.path))).toEqual([
    'image-unsupported PMC1/d.svg',
    'image-unsupported PMC1/e.eps',
    'image-unsupported PMC1/p.pdf',
    'image-undecodable PMC1/w.png',
    'image-undecodable PMC1/n.png',
  ]);
});

test('case and URL encoding do not hide a file', async () => {
  await using folder = await scratch({
    'a.xml': article(figure('F1', { href: 'FIG1.JPG' }) + figure('F2', { href: 'my%20figure' })),
    'fig1.jpg': await image('jpeg'),
    'my figure.png': await image(),
  });
  expect((await collect(folder.path)).figures.map(({ figureId }) => figureId)).toEqual(['F1', 'F2']);
});
