import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { IngestItem } from '#app/domain/figure.ts';
import { figureRecord, rejection } from '#app/domain/figure.ts';
import { readSource } from './read-source.ts';
import { article, collect, figure, image, refusals, scratch } from './testing/collect.ts';

const blobSink = (): Promise<{ sha256: string }> => Promise.resolve({ sha256: '' });

test('a path with nothing at it throws not-found with a remedy', async () => {
  await expect(collect('/nowhere/at/all')).rejects.toMatchObject({
    code: 'not-found',
    remedy: expect.any(String),
  });
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a folder one may not read throws permission-denied',
  async () => {
    await using folder = await scratch();
    await mkdir(folder.at('closed'), { mode: 0o000 });
    await expect(collect(folder.at('closed'))).rejects.toMatchObject({ code: 'permission-denied' });
    await chmod(folder.at('closed'), 0o700);
  },
);

test('an empty folder, and one with nothing of use, is one rejection that says what to do', async () => {
  await using folder = await scratch();
  expect(refusals(await collect(folder.path))).toEqual(['no-figures .']);
  await writeFile(folder.at('notes.md'), 'words');
  const { rejections } = await collect(folder.path);
  expect(rejections[0]?.message).toMatch(/check the path, or say what it is with --format/);
});

test.each([
  ['photo.png', 'no-caption'],
  ['page.html', 'xml-malformed'],
  ['empty.xml', 'no-figures'],
  ['notes.txt', 'no-figures'],
  ['pointer.zip', 'unreadable'],
])('a single %s that is no source is one rejection', async (name, code) => {
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    'photo.png': await image(),
    'page.html': '<html><body/></html>',
    'empty.xml': '',
    'notes.txt': 'words',
    'pointer.zip': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
  };
  await using folder = await scratch({ [name]: contents[name] ?? '' });
  expect(refusals(await collect(folder.at(name)))).toEqual([`${code} ${name}`]);
});

test('everything it yields fits the domain', async () => {
  await using folder = await scratch({
    'a.xml': article(figure('F1') + figure('F2')),
    'F1.png': await image(),
  });
  const { figures, rejections } = await collect(folder.path);
  expect(figureRecord.parse(figures[0])).toEqual(figures[0]);
  expect(rejection.parse(rejections[0])).toEqual(rejections[0]);
  expect(rejections[0]).toMatchObject({ source: folder.path });
});

test('a document that is cut off or ill-formed is refused with its line', async () => {
  const whole = article(figure('F1'));
  await using folder = await scratch({
    'a.xml': whole.slice(0, -40),
    'b.xml': whole.replace('</caption>', ''),
    'F1.png': await image(),
  });
  const { figures, rejections } = await collect(folder.path);
  expect(figures).toEqual([]);
  expect(rejections.map(({ code, message }) => `${code} ${/line \d+/.exec(message)?.[0] ?? ''}`)).toEqual([
    'xml-malformed line 9',
    'xml-malformed line 9',
  ]);
});

test('an article set gives each of its articles', async () => {
  const set = [1, 2].map((n) => article(figure('F1'), { pmcid: `${n}` }).replace(/<\?xml.*\?>/, '')).join('');
  await using folder = await scratch({
    'set.xml': `<pmc-articleset>${set}</pmc-articleset>`,
    'F1.png': await image(),
  });
  const { figures } = await collect(folder.at('set.xml'));
  expect(figures.map((record) => record.article.key)).toEqual(['PMC1', 'PMC2']);
});

test('articles under other licences than those asked for are left out', async () => {
  const other = article(figure('F1'), { pmcid: '2' }).replaceAll('by/4.0', 'by-nc/4.0');
  await using folder = await scratch({
    'a.xml': article(figure('F1')),
    'b.xml': other,
    'F1.png': await image(),
  });
  const result = await collect(folder.path, { licenses: ['CC-BY'] });
  expect(result.figures).toHaveLength(1);
  expect(refusals(result)).toEqual(['license-excluded b.xml']);
});

test('stops after the limit', async () => {
  await using folder = await scratch({
    'a.xml': article(figure('F1') + figure('F2', { href: 'F1' })),
    'F1.png': await image(),
  });
  expect((await collect(folder.path, { limit: 1 })).figures).toHaveLength(1);
  expect((await collect(folder.path, { limit: 0 })).figures).toHaveLength(0);
});

test('a signal stops the stream with cancelled', async () => {
  const body = Array.from({ length: 30 }, (_, n) => figure(`F${n}`, { href: 'F' })).join('');
  await using folder = await scratch({
    'a.xml': article(body),
    'b.xml': article(body, { pmcid: '2' }),
    'F.png': await image(),
  });
  const controller = new AbortController();
  const seen: IngestItem[] = [];
  const run = async (): Promise<void> => {
    for await (const item of readSource({ path: folder.path }, { blobSink, signal: controller.signal })) {
      seen.push(item);
      controller.abort();
    }
  };
  await expect(run()).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen).toHaveLength(1);
});

test('what the blob sink throws comes out as it is', async () => {
  const { makeZip } = await import('./testing/make-zip.ts');
  const zip = makeZip([
    { name: 'a.nxml', data: article(figure('F1')) },
    { name: 'F1.png', data: await image() },
  ]);
  await using folder = await scratch({ 'a.zip': zip });
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  await expect(collect(folder.at('a.zip'), { blobSink: () => Promise.reject(full) })).rejects.toMatchObject({
    code: 'storage-full',
  });
});

test('images in subfolders belong to the article above them, and loops of links end', async () => {
  await using folder = await scratch({
    'p/a.xml': article(figure('F1', { href: 'images/F1.png' }) + figure('F2')),
    'p/images/F1.png': await image(),
    'p/images/F2.png': await image(),
  });
  await symlink(folder.path, folder.at('p/loop'));
  const { figures, rejections } = await collect(folder.path);
  expect(figures.map(({ figureId }) => figureId)).toEqual(['F1', 'F2']);
  expect(rejections).toEqual([]);
});

test('links in a circle end, and a folder that is linked twice is followed once', async () => {
  await using folder = await scratch({
    'real/a.xml': article(figure('F1')),
    'real/F1.png': await image(),
    'one/note.txt': '',
    'two/note.txt': '',
  });
  await using elsewhere = await scratch({
    'b.xml': article(figure('F2'), { pmcid: '2' }),
    'F2.png': await image(),
  });
  await symlink(folder.at('two'), folder.at('one/to-two'));
  await symlink(folder.at('one'), folder.at('two/to-one'));
  for (const name of ['first', 'second']) await symlink(elsewhere.path, folder.at(name));
  const { figures, rejections } = await collect(folder.path);
  expect(figures.map(({ figureId }) => figureId)).toEqual(['F2', 'F1']);
  expect(rejections).toEqual([]);
});

test('progress counts documents against their total', async () => {
  await using folder = await scratch({
    'a.xml': article(figure('F1')),
    'b.xml': article(figure('F1'), { pmcid: '2' }),
    'F1.png': await image(),
  });
  const { progress } = await collect(folder.path);
  expect(progress[0]).toMatchObject({ done: 1, detail: 'a.xml' });
});
