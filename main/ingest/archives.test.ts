import { open, readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { article, collect, figure, image, refusals, scratch } from './testing/collect.ts';
import { makeTar } from './testing/make-tar.ts';
import { makeZip } from './testing/make-zip.ts';

const xml = article(
  `<p>See <xref ref-type="fig" rid="F1">Fig 1</xref>.</p>${figure('F1', { label: 'Figure 1' })}`,
);
const longFolder = `${'a-very-long-folder-name/'.repeat(12)}PMC1`;

test('images of a tar stay in it, and its offsets lead to their bytes', async () => {
  const png = await image();
  const tar = await makeTar([
    { name: 'PMC1/F1.png', data: png },
    { name: 'PMC1/F1.nxml', data: xml },
  ]);
  await using folder = await scratch({ 'a.bin': tar });
  const { figures, blobs } = await collect(folder.at('a.bin'));
  const source = figures[0]?.image.source;
  if (source?.kind !== 'tar') throw new Error('expected a place in the tar');
  const file = await open(source.path);
  const bytes = Buffer.alloc(source.sizeBytes);
  await file.read(bytes, 0, source.sizeBytes, source.offset);
  await file.close();
  expect(bytes.equals(png)).toBe(true);
  expect(blobs.size).toBe(0);
});

test.each([
  [
    'tar.gz',
    async (): Promise<Uint8Array> =>
      gzipSync(
        await makeTar([
          { name: 'p/a.nxml', data: xml },
          { name: 'p/F1.png', data: await image() },
        ]),
      ),
  ],
  [
    'zip',
    async (): Promise<Uint8Array> =>
      makeZip([
        { name: 'p/a.nxml', data: xml },
        { name: 'p/F1.png', data: await image() },
      ]),
  ],
])('images of a %s are handed to the blob sink, whatever the file is called', async (_kind, make) => {
  await using folder = await scratch({ 'PMC1.package': await make() });
  const { figures, blobs, rejections } = await collect(folder.at('PMC1.package'));
  expect(rejections).toEqual([]);
  expect(figures).toHaveLength(1);
  expect(figures[0]?.mentions).toEqual([{ text: 'See Fig 1.' }]);
  const source = figures[0]?.image.source;
  expect(source?.kind === 'blob' && blobs.get(source.sha256)?.length).toBe(figures[0]?.image.sizeBytes);
});

test('names longer than a tar header, and letters beyond ASCII, are read', async () => {
  const tar = await makeTar([
    { name: `${longFolder}/é.nxml`, data: article(figure('F1', { href: 'Fïg1.png' })) },
    { name: `${longFolder}/Fïg1.png`, data: await image() },
  ]);
  await using folder = await scratch({ 'a.tar': tar });
  const { figures, rejections } = await collect(folder.at('a.tar'));
  expect(rejections).toEqual([]);
  expect(figures).toHaveLength(1);
});

test('members that point outside, and links, are refused; the rest is read', async () => {
  const entries = [
    { name: '../../evil.nxml', data: xml },
    { name: '/etc/evil.nxml', data: xml },
    { name: 'p/..\\..\\evil.png', data: 'x' },
    { name: 'p/link.png', data: '/etc/passwd', mode: 0o120777 },
    { name: 'p/a.nxml', data: xml },
    { name: 'p/F1.png', data: await image() },
  ];
  await using folder = await scratch({ 'a.zip': makeZip(entries) });
  const result = await collect(folder.at('a.zip'));
  expect(result.figures).toHaveLength(1);
  expect(result.rejections.map(({ code }) => code)).toEqual(Array(4).fill('archive-unsafe'));
  expect(await readdir(folder.path)).toEqual(['a.zip']);
});

test('links and paths outside are refused in a tar too', async () => {
  const tar = await makeTar([
    { name: 'p/a.nxml', data: xml },
    { name: 'p/F1.png', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'p/hard.png', type: 'link', linkname: '../../x' },
    { name: '../up.png', data: await image() },
  ]);
  await using folder = await scratch({ 'a.tar': tar });
  const result = await collect(folder.at('a.tar'));
  expect(refusals(result)).toEqual([
    'archive-unsafe p/F1.png',
    'archive-unsafe p/hard.png',
    'archive-unsafe ../up.png',
    'image-missing PMC1/F1',
  ]);
});

test('a member that unpacks beyond reason is refused without unpacking', async () => {
  const bomb = Buffer.alloc(80 * 1024 * 1024);
  await using folder = await scratch({
    'a.zip': makeZip([
      { name: 'p/a.nxml', data: xml },
      { name: 'p/F1.png', data: bomb },
    ]),
  });
  expect(refusals(await collect(folder.at('a.zip')))).toEqual([
    'archive-unsafe p/F1.png',
    'image-missing PMC1/F1',
  ]);
});

test('a gzip that unpacks beyond reason is stopped', async () => {
  const bomb = await makeTar([{ name: 'p/zeros.bin', data: Buffer.alloc(100 * 1024 * 1024) }]);
  await using folder = await scratch({ 'a.tar.gz': gzipSync(bomb) });
  await using room = await scratch();
  const result = await collect(folder.at('a.tar.gz'), { scratchFolder: room.path });
  expect(refusals(result)).toEqual([`archive-unsafe ${folder.at('a.tar.gz')}`]);
  expect(await readdir(room.path)).toEqual([]);
});

test('a member that lies about its size is unreadable, not a crash', async () => {
  const png = await image();
  await using folder = await scratch({
    'a.zip': makeZip([
      { name: 'p/a.nxml', data: xml },
      { name: 'p/F1.png', data: png, claimedBytes: png.length + 100 },
    ]),
  });
  expect(refusals(await collect(folder.at('a.zip')))).toEqual(['unreadable PMC1/F1']);
});

test('what stands before the place where an archive is cut off is still read', async () => {
  const noise = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * n * 31) % 251));
  const tar = await makeTar([
    { name: 'p/a.nxml', data: xml },
    { name: 'p/F1.png', data: await image() },
    { name: 'p/late.bin', data: noise },
  ]);
  const packed = gzipSync(tar);
  await using folder = await scratch({
    'a.tar': tar.subarray(0, 100_000),
    'a.tgz': packed.subarray(0, packed.length - 2000),
  });
  for (const name of ['a.tar', 'a.tgz']) {
    const result = await collect(folder.at(name));
    expect(result.figures).toHaveLength(1);
    expect(refusals(result)).toEqual([`archive-malformed ${folder.at(name)}`]);
  }
});

/** A zip whose 64-bit table of contents is said to stand at `offset`. */
function zipWithTableAt(offset: bigint): Uint8Array {
  const zip = makeZip([{ name: 'x', data: 'y' }]);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007', 0, 'latin1');
  locator.writeBigUInt64LE(offset, 8);
  return Buffer.concat([zip.subarray(0, -22), locator, zip.subarray(-22)]);
}

test.each([
  ['a.zip', makeZip([{ name: 'x', data: 'y' }]).subarray(0, 30), /damaged/],
  ['a.zip', zipWithTableAt(2n ** 40n), /damaged/],
  ['a.zip', zipWithTableAt(2n ** 53n), /damaged/],
  ['a.zip', zipWithTableAt(2n ** 64n - 1n), /damaged/],
  ['a.tar.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /gzip/],
  ['a.tar.gz', Buffer.alloc(0), /empty/],
  ['a.tar', Buffer.from('words'), /not an archive/],
])('%s that is none is refused in words', async (name, content, message) => {
  await using folder = await scratch({ [`in/${name}`]: content });
  const { rejections } = await collect(folder.path);
  expect(rejections).toHaveLength(1);
  expect(rejections[0]).toMatchObject({ code: 'archive-malformed', item: `in/${name}` });
  expect(rejections[0]?.message).toMatch(message);
});

test('a folder of downloaded packages is read package by package, in order', async () => {
  const make = async (pmcid: string): Promise<Uint8Array> =>
    gzipSync(
      await makeTar([
        { name: `PMC${pmcid}/a.nxml`, data: article(figure('F1'), { pmcid }) },
        { name: `PMC${pmcid}/F1.png`, data: await image() },
      ]),
    );
  await using folder = await scratch({
    'PMC1.tar.gz': await make('1'),
    'PMC2.tar.gz': await make('2'),
    'x/PMC3.tar.gz': await make('3'),
  });
  const { figures } = await collect(folder.path);
  expect(figures.map(({ article: { key } }) => key)).toEqual(['PMC1', 'PMC2', 'PMC3']);
});

test('an archive beside an article is a supplement, and one inside an archive is not opened', async () => {
  const inner = makeZip([{ name: 'p/a.nxml', data: xml }]);
  await using folder = await scratch({ 'p/a.nxml': xml, 'p/F1.png': await image(), 'p/data.zip': inner });
  expect((await collect(folder.path)).rejections).toEqual([]);
  await using other = await scratch({ 'a.zip': makeZip([{ name: 'data.zip', data: inner }]) });
  expect(refusals(await collect(other.at('a.zip')))).toEqual(['archive-unsafe data.zip']);
});

test('the layout of the 2026 article data set, with its metadata', async () => {
  const metadata = {
    pmcid: 'PMC9',
    version: 1,
    pmid: 5,
    doi: '10.1/z',
    license_code: 'CC BY-NC',
    is_retracted: true,
  };
  await using folder = await scratch({
    'PMC9.1/PMC9.1.xml': article(figure('F1'), { pmcid: '9' }),
    'PMC9.1/PMC9.1.json': JSON.stringify(metadata),
    'PMC9.1/PMC9.1.txt': 'words',
    'PMC9.1/F1.jpg': await image('jpeg'),
    'PMC9.1/F1.gif': await image('gif'),
  });
  const { figures, rejections } = await collect(folder.path);
  expect(rejections).toEqual([]);
  expect(figures).toHaveLength(1);
  expect(figures[0]?.article).toMatchObject({ key: 'PMC9', pmid: '5', license: 'CC-BY-NC', retracted: true });
});

test('one compressed document is read with the images beside it', async () => {
  await using folder = await scratch({ 'a.nxml.gz': gzipSync(xml), 'F1.png': await image() });
  const { figures } = await collect(folder.at('a.nxml.gz'));
  expect(figures[0]?.image.source).toEqual({ kind: 'file', path: folder.at('F1.png') });
  expect(await readFile(folder.at('F1.png'))).toHaveLength(figures[0]?.image.sizeBytes ?? -1);
});
