/** The twelve defects of the pipeline released with BiomedCLIP, each with a test that it is not ours. */
import { expect, test } from 'vitest';
import { mapOrdered } from '#app/util/ordered.ts';
import { smallDataSet } from '../pmc-s3/test-data-set.ts';
import { startTestServer } from '../pmc-s3/test-server.ts';
import { article, collect, figure, image, noisyJpeg, refusals, scratch } from '../testing/collect.ts';

/** Pauses before another attempt are not waited for. */
const network = { stallMs: 2000, wait: () => Promise.resolve() };
const page = '<!DOCTYPE html><html><body>404 Not Found</body></html>';

test('defect 1: an error page saved under the name of an image, article or archive is refused as what it is', async () => {
  await using folder = await scratch({
    'PMC1/PMC1.nxml': article(figure('F1')),
    'PMC1/F1.jpg': page,
    'PMC2/PMC2.nxml': page,
    'PMC3.tar.gz': page,
  });
  const result = await collect(folder.path);
  expect(result.figures).toEqual([]);
  expect(refusals(result)).toEqual([
    'archive-malformed PMC3.tar.gz',
    'image-undecodable PMC1/F1',
    'xml-malformed PMC2/PMC2.nxml',
  ]);
});

test('defect 1: an answer that failed is never written, nor that of the request before it', async () => {
  const dataSet = await smallDataSet(2);
  await using server = await startTestServer(dataSet.objects, { lastModified: dataSet.lastModified });
  const gone = 'PMC102.1/PMC102-g001.jpg';
  server.misbehave(gone, ...Array.from({ length: 20 }, () => ({ kind: 'status', status: 503 }) as const));
  dataSet.objects.delete('PMC102.1/PMC102-g002.jpg');
  const result = await collect(server.url, { network });
  expect(refusals(result)).toEqual(['download-failed PMC102/F1', 'download-failed PMC102/F2']);
  expect(result.figures.map(({ figureId }) => figureId)).toEqual(['F1', 'F2']);
  const stored = [...dataSet.objects.values()].map((bytes) => bytes.toString('base64'));
  for (const kept of result.blobs.values()) expect(stored).toContain(Buffer.from(kept).toString('base64'));
});

test('defect 2: a figure without a graphic does not abort the run', async () => {
  await using folder = await scratch({
    'a.xml': article(`<fig id="F1"><caption><p>No graphic.</p></caption></fig>${figure('F2')}`),
    'F2.png': await image(),
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ figureId }) => figureId)).toEqual(['F2']);
  expect(refusals(result)).toEqual(['image-missing PMC1/F1']);
});

test('defect 3: the image is looked for under the endings it may have, and its existence is checked', async () => {
  const body = ['g', 't', 'p', 'exact.png', 'gone', 'JCB9806103.f1'].map((name) => figure(name)).join('');
  await using folder = await scratch({
    'a.xml': article(body),
    'g.gif': await image('gif'),
    't.tif': await image('tiff'),
    'p.png': await image(),
    'exact.png': await image(),
    'JCB9806103.f1.gif': await image('gif'),
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ figureId, image: { format } }) => `${figureId} ${format}`)).toEqual([
    'g gif',
    't tiff',
    'p png',
    'exact.png png',
    'JCB9806103.f1 gif',
  ]);
  expect(refusals(result)).toEqual(['image-missing PMC1/gone']);
});

test('defect 4: a figure without id does not lose the article', async () => {
  const nameless = '<fig><caption><p>Nameless.</p></caption><graphic xlink:href="F1"/></fig>';
  await using folder = await scratch({
    'a.xml': article(nameless + figure('F2', { href: 'F1' })),
    'F1.png': await image(),
  });
  const { figures } = await collect(folder.path);
  expect(figures.map(({ figureId }) => figureId)).toEqual(['fig-1', 'F2']);
});

test('defect 5: a figure without caption never gets that of the figure before it', async () => {
  const body = `<fig id="F0"><graphic xlink:href="F1"/></fig>${figure('F1')}<fig id="F2"><graphic xlink:href="F1"/></fig>`;
  await using folder = await scratch({ 'a.xml': article(body), 'F1.png': await image() });
  const result = await collect(folder.path);
  expect(result.figures.map(({ figureId, caption }) => [figureId, caption])).toEqual([
    ['F1', 'Caption of F1.'],
  ]);
  expect(refusals(result)).toEqual(['no-caption PMC1/F0', 'no-caption PMC1/F2']);
});

test('defect 6: nested graphics are found, and every graphic of a figure is kept', async () => {
  const nested =
    '<fig id="F1"><caption><p>One.</p></caption><alternatives><graphic xlink:href="a"/></alternatives></fig>';
  const several =
    '<fig id="F2"><caption><p>Two.</p></caption><graphic xlink:href="a"/><graphic xlink:href="b"/></fig>';
  await using folder = await scratch({
    'x.xml': article(nested + several),
    'a.png': await image('png', { red: 1 }),
    'b.png': await image('png', { red: 2 }),
  });
  const { figures } = await collect(folder.path);
  expect(figures.map(({ figureId }) => figureId)).toEqual(['F1', 'F2', 'F2.2']);
  expect(figures[1]?.image.sha256).not.toBe(figures[2]?.image.sha256);
});

test('defect 7: the href is read by its name, not by its place among the attributes', async () => {
  const body =
    '<fig id="F1"><caption><p>C.</p></caption><graphic mimetype="image" id="g1" xlink:href="right"/></fig>';
  await using folder = await scratch({
    'a.xml': article(body),
    'right.png': await image(),
    'image.png': await image(),
  });
  const { figures } = await collect(folder.path);
  expect(figures[0]?.image.source).toMatchObject({ path: folder.at('right.png') });
});

test('defect 8: text inside nested markup is kept', async () => {
  const caption = 'Grown <italic>in <bold>vitro <sup>a</sup></bold></italic> here.';
  await using folder = await scratch({
    'a.xml': article(figure('F1', { caption })),
    'F1.png': await image(),
  });
  expect((await collect(folder.path)).figures[0]?.caption).toBe('Grown in vitro a here.');
});

test('defect 9: the paragraphs after a caption title are kept', async () => {
  const body =
    '<fig id="F1"><caption><title>Title.</title><p>First.</p><p>Second.</p></caption><graphic xlink:href="F1"/></fig>';
  await using folder = await scratch({ 'a.xml': article(body), 'F1.png': await image() });
  expect((await collect(folder.path)).figures[0]?.caption).toBe('Title. First. Second.');
});

test('defect 10: inline references are read', async () => {
  const body = `<p>As <xref ref-type="fig" rid="F1">Figure 1</xref> shows.</p>${figure('F1')}`;
  await using folder = await scratch({ 'a.xml': article(body), 'F1.png': await image() });
  expect((await collect(folder.path)).figures[0]?.mentions).toEqual([{ text: 'As Figure 1 shows.' }]);
});

test('defect 11: what is missing is missing, not the word None, and articles without PMID do not collide', async () => {
  const one = article(figure('F1'), { pmcid: '1' });
  const nameless = one.replace(/<article-id.*<\/article-id>/, '');
  const other = nameless.replace('A title', 'Another title');
  await using folder = await scratch({
    'a/a.xml': nameless,
    'a/F1.png': await image(),
    'b/b.xml': other,
    'b/F1.png': await image(),
  });
  const { figures } = await collect(folder.path);
  expect(figures[0]).not.toHaveProperty('label');
  expect(figures[0]?.article).not.toHaveProperty('pmid');
  expect(new Set(figures.map((record) => `${record.article.key}/${record.figureId}`)).size).toBe(2);
  const again = await collect(folder.path);
  expect(again.figures).toEqual(figures);
});

test('defect 12: work is parallel but bounded, streams, and what is damaged is noticed', async () => {
  let started = 0;
  const input = Array.from({ length: 100 }, (_, n) => n);
  for await (const value of mapOrdered(input, 4, async (n) => ((started += 1), await Promise.resolve(n)))) {
    expect(started).toBeLessThanOrEqual(value + 5);
  }
  const whole = await noisyJpeg();
  await using folder = await scratch({
    'a.xml': article(figure('F1') + figure('F2')),
    'F1.jpg': whole,
    'F2.jpg': whole.subarray(0, whole.length / 2),
  });
  const result = await collect(folder.path);
  expect(result.figures.map(({ figureId }) => figureId)).toEqual(['F1']);
  expect(refusals(result)).toEqual(['image-undecodable PMC1/F2']);
});

test('defect 12: a download is parallel, tries again, goes on where it was cut, and checks the MD5', async () => {
  const dataSet = await smallDataSet(3);
  await using server = await startTestServer(dataSet.objects, {
    lastModified: dataSet.lastModified,
    delayMs: 5,
  });
  const document = 'PMC102.1/PMC102.1.xml';
  server.misbehave(document, { kind: 'status', status: 503 }, { kind: 'cut', afterBytes: 100 });
  server.misbehave('PMC101.1/PMC101-g001.jpg', { kind: 'wrong bytes' });
  const result = await collect(server.url, { network });
  expect(result.figures).toHaveLength(6);
  expect(result.rejections).toEqual([]);
  expect(server.mostAtOnce).toBeGreaterThan(1);
  const ranges = server.asked.filter(({ key }) => key === document).map(({ range }) => range);
  expect(ranges).toEqual([undefined, undefined, 'bytes=100-']);
});
