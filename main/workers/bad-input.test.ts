/**
 * Whatever a source holds that is damaged, hostile or strange is refused with a reason, what is good beside it is
 * imported, and the corpus is whole afterwards. Through the import as the worker runs it, and the check.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { importOptions } from '#app/contract/imports.ts';
import type { CheckReport } from '#app/domain/check.ts';
import type { Rejection, RejectionCode } from '#app/domain/figure.ts';
import type { ImportCounts } from '#app/domain/job.ts';
import { checkCorpus } from '#main/check/check-corpus.ts';
import { article, figure, image, noisyJpeg, scratch } from '#main/ingest/testing/collect.ts';
import { makeParquet, withoutBytes } from '#main/ingest/testing/make-parquet.ts';
import { makeTar } from '#main/ingest/testing/make-tar.ts';
import { makeZip } from '#main/ingest/testing/make-zip.ts';
import { readSource } from '#main/ingest/read-source.ts';
import { sampleFigures } from '#main/ingest/sample/sample-corpus.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { pageOf } from '#main/store/page.ts';
import { importSources } from './data-import.ts';

const { corpus: _, ...defaults } = importOptions.parse({ corpus: 'test' });

type Files = Readonly<Record<string, string | Uint8Array>>;
interface Case {
  readonly name: string;
  /** The files of the source; `at` is the folder they lie in. */
  readonly files: () => Promise<Files>;
  /** `code item` of everything that is refused, in any order. */
  readonly refused: readonly (`${RejectionCode} ${string}` | RejectionCode)[];
  /** Captions of what is imported. */
  readonly taken: readonly string[];
  readonly says?: RegExp;
}

const good = 'What is good beside it.';
const other = (name: string): Promise<Uint8Array> => image('png', { red: name.length * 7 });
/** An article package of one good figure, in a folder of its own. */
const goodPackage = async (): Promise<Files> => ({
  'good/PMC77.nxml': article(figure('F1', { caption: good }), { pmcid: '77' }),
  'good/F1.png': await image(),
});
const goodMembers = async () => [
  { name: 'p/a.nxml', data: article(figure('F1', { caption: good }), { pmcid: '77' }) },
  { name: 'p/F1.png', data: await image() },
];
const goodRow = async (bad: Files, header: string, row: string): Promise<Files> => ({
  'd.csv': `image,caption${header}\ngood.png,${good}\n${row}`,
  'good.png': await image(),
  ...bad,
});

/** A PNG whose header names a size that its data does not have. */
function pngOf(width: number, height: number, data = deflateSync(Buffer.alloc(100))): Uint8Array {
  const chunk = (type: string, body: Uint8Array): Buffer => {
    const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const framed = Buffer.alloc(8 + body.length + 4);
    framed.writeUInt32BE(body.length, 0);
    content.copy(framed, 4);
    framed.writeUInt32BE(crc32(content), 8 + body.length);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ]);
}

const utf16 = (text: string, withMark = true): Uint8Array =>
  Buffer.from(`${withMark ? '\ufeff' : ''}${text}`, 'utf16le');
const utf16be = (text: string): Uint8Array => Buffer.from(utf16(text)).swap16();
const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);

/** A second entry that points at the bytes of the first. */
function overlappingZip(members: Parameters<typeof makeZip>[0]): Uint8Array {
  const zip = Buffer.from(makeZip(members));
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const table = zip.readUInt32LE(end + 16);
  const second = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'), table + 4);
  zip.copy(zip, second + 42, table + 42, table + 46);
  return zip;
}

const laughs = `<!DOCTYPE article [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">${'bcdefghi'
  .split('')
  .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefgh'[index]};`.repeat(10)}">`)
  .join('')}]>`;
const withType = (xml: string, type: string): string => xml.replace('?>\n', `?>\n${type}\n`);

const cases: readonly Case[] = [
  // Archives
  {
    name: 'a zip whose member unpacks beyond reason',
    files: async () => ({
      'a.zip': makeZip([...(await goodMembers()), { name: 'p/big.bin', data: Buffer.alloc(70 * 2 ** 20) }]),
    }),
    refused: ['archive-unsafe a.zip/p/big.bin'],
    taken: [good],
  },
  {
    name: 'a zip of many members that are each just small enough',
    files: async () => ({
      ...(await goodPackage()),
      'bomb.zip': makeZip(
        ['1', '2', '3', '4'].map((name) => ({ name: `q/${name}.bin`, data: Buffer.alloc(40 * 2 ** 20) })),
      ),
    }),
    refused: ['archive-unsafe'],
    taken: [good],
  },
  {
    name: 'a zip whose members share their bytes',
    files: async () => ({
      ...(await goodPackage()),
      'bomb.zip': overlappingZip([
        { name: 'q/a.nxml', data: article(figure('F1')) },
        { name: 'q/b.nxml', data: article(figure('F2')) },
      ]),
    }),
    refused: ['archive-unsafe bomb.zip'],
    taken: [good],
    says: /share their bytes/,
  },
  {
    name: 'a zip that claims a size of gigabytes',
    files: async () => ({
      'a.zip': makeZip([
        ...(await goodMembers()),
        { name: 'p/huge.png', data: 'x', claimedBytes: 0xfffffff0 },
      ]),
    }),
    refused: ['archive-unsafe a.zip/p/huge.png'],
    taken: [good],
  },
  {
    name: 'a zip inside a zip',
    files: async () => ({
      'a.zip': makeZip([{ name: 'inner.zip', data: makeZip(await goodMembers()) }]),
      ...(await goodPackage()),
    }),
    refused: ['archive-unsafe inner.zip'],
    taken: [good],
  },
  {
    name: 'names in a zip that lead outside, in every spelling',
    files: async () => ({
      'a.zip': makeZip([
        ...['../up.png', '/etc/absolute.png', 'C:\\drive.png', 'p\\..\\..\\back.png', 'p/nul\0.png'].map(
          (name) => ({ name, data: 'x' }),
        ),
        { name: 'p/link.png', data: '/etc/passwd', mode: 0o120777 },
        ...(await goodMembers()),
      ]),
    }),
    refused: Array.from({ length: 6 }, () => 'archive-unsafe' as const),
    taken: [good],
  },
  {
    name: 'links, devices and paths outside in a tar, in its own and in POSIX records',
    files: async () => ({
      'a.tar': await makeTar([
        { name: '/etc/absolute.png', data: 'x' },
        { name: 'p/soft.png', type: 'symlink', linkname: '/etc/passwd' },
        { name: 'p/hard.png', type: 'link', linkname: '../../x' },
        { name: 'p/device', type: 'character-device' },
        { name: 'p/pipe', type: 'fifo' },
        { name: 'p/pax.png', pax: { path: '../../outside.png' }, data: 'x' },
        { name: `${'p/long/'.repeat(30)}../../../${'../'.repeat(40)}x.png`, data: 'x' },
        ...(await goodMembers()),
      ]),
    }),
    refused: Array.from({ length: 7 }, () => 'archive-unsafe' as const),
    taken: [good],
  },
  {
    name: 'a tar with a damaged header in the middle',
    files: async () => {
      const tar = Buffer.from(await makeTar([...(await goodMembers()), { name: 'p/later.png', data: 'x' }]));
      tar.fill(0x41, tar.indexOf('p/later.png'), tar.indexOf('p/later.png') + 200);
      return { 'a.tar': tar };
    },
    refused: ['archive-malformed a.tar'],
    taken: [good],
  },
  {
    name: 'archives that are cut off',
    files: async () => {
      const noise = Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * n * 31) % 251));
      const tar = await makeTar([...(await goodMembers()), { name: 'p/x.bin', data: noise }]);
      const packed = gzipSync(tar);
      return {
        'a.tar': tar.subarray(0, tar.length - 20_000),
        'b.tar.gz': packed.subarray(0, packed.length - 9000),
        'c.zip': half(makeZip([{ name: 'q/x.bin', data: noise }])),
      };
    },
    refused: ['archive-malformed a.tar', 'archive-malformed b.tar.gz', 'archive-malformed c.zip'],
    taken: [good],
  },
  {
    name: 'archives that are something else',
    files: async () => ({
      ...(await goodPackage()),
      'a.zip': 'no archive at all',
      'b.tar.gz': '',
      'c.tar': await image(),
      'd.tgz': gzipSync('only words'),
    }),
    refused: [
      'archive-malformed a.zip',
      'archive-malformed b.tar.gz',
      'archive-malformed c.tar',
      'archive-malformed d.tgz',
    ],
    taken: [good],
  },
  // XML
  {
    name: 'entities that grow without end',
    files: async () => ({
      ...(await goodPackage()),
      'x/a.nxml': withType(article(figure('F1', { caption: '&i;' })), laughs),
    }),
    refused: ['xml-malformed x/a.nxml'],
    taken: [good],
    says: /entities/,
  },
  {
    name: 'an entity that is long and used often',
    files: async () => ({
      ...(await goodPackage()),
      'x/a.nxml': withType(
        article(figure('F1', { caption: '&a;'.repeat(2000) })),
        `<!DOCTYPE article [<!ENTITY a "${'long '.repeat(2000)}">]>`,
      ),
    }),
    refused: ['xml-malformed x/a.nxml'],
    taken: [good],
  },
  {
    name: 'entities of files and addresses, which are never fetched',
    files: async () => ({
      'x/a.nxml': withType(
        article(figure('F1', { caption: 'Secret: &file; &net;.' })),
        '<!DOCTYPE article [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "http://127.0.0.1:9/x"><!ENTITY % p SYSTEM "file:///etc/hosts">%p;]>',
      ),
      'x/F1.png': await image(),
    }),
    refused: [],
    taken: ['Secret: &file; &net;.'],
  },
  {
    name: 'elements nested a hundred thousand deep',
    files: async () => ({
      ...(await goodPackage()),
      'x/a.nxml': article(`${'<sec>'.repeat(100_000)}${'</sec>'.repeat(100_000)}`),
    }),
    refused: ['xml-malformed x/a.nxml'],
    taken: [good],
    says: /nested too deeply/,
  },
  {
    name: 'a document that is cut off, one that is none, and one without anything',
    files: async () => ({
      ...(await goodPackage()),
      'x/a.nxml': article(figure('F1')).slice(0, -30),
      'y/b.nxml': 'not XML at all',
      'z/c.nxml': '',
    }),
    refused: ['xml-malformed', 'xml-malformed', 'xml-malformed'],
    taken: [good],
  },
  {
    name: 'documents in UTF-16 and latin-1, with and without saying so',
    files: async () => {
      const text = (pmcid: string, caption: string) => article(figure('F1', { caption }), { pmcid });
      const declared = (xml: string, encoding: string) =>
        xml.replace('"1.0"', `"1.0" encoding="${encoding}"`);
      const png = await image();
      return {
        'a/a.nxml': utf16(text('1', 'Größe α')),
        'a/F1.png': png,
        'b/a.nxml': Buffer.from(declared(text('2', 'Größe b'), 'ISO-8859-1'), 'latin1'),
        'b/F1.png': png,
        'c/a.nxml': Buffer.from(declared(text('3', 'Größe c'), 'UTF-8'), 'latin1'),
        'c/F1.png': png,
        'd/a.nxml': `\ufeff${text('4', 'Größe d')}`,
        'd/F1.png': png,
      };
    },
    refused: [],
    taken: ['Größe α', 'Größe b', 'Größe c', 'Größe d'],
  },
  // Images
  {
    name: 'a picture of 30,000 x 30,000 pixels, told from its header',
    files: () => goodRow({ 'bad.png': pngOf(30_000, 30_000) }, '', 'bad.png,Too large\n'),
    refused: ['image-too-large d.csv row 2'],
    taken: [good],
  },
  {
    name: 'a picture that says it is 4,000,000,000 pixels wide',
    files: () => goodRow({ 'bad.png': pngOf(4_000_000_000, 1) }, '', 'bad.png,Too wide\n'),
    refused: ['image-too-large d.csv row 2'],
    taken: [good],
  },
  {
    name: 'a picture without pixels',
    files: () => goodRow({ 'bad.png': pngOf(0, 10) }, '', 'bad.png,No pixels\n'),
    refused: ['image-undecodable d.csv row 2'],
    taken: [good],
  },
  {
    name: 'a picture of one pixel and one of 30,000 x 20, which are pictures',
    files: async () =>
      goodRow(
        {
          'one.png': await image('png', { width: 1, height: 1 }),
          'wide.png': await image('png', { width: 30_000, height: 20 }),
        },
        '',
        'one.png,One pixel\nwide.png,Very wide\n',
      ),
    refused: [],
    taken: [good, 'One pixel', 'Very wide'],
  },
  {
    name: 'pictures that are cut off, in every format',
    files: async () =>
      goodRow(
        {
          'a.png': half(await image('png', { width: 200, height: 200 })),
          'b.jpg': half(await noisyJpeg()),
          'c.tif': half(await image('tiff', { width: 200, height: 200 })),
          'd.gif': half(await image('gif', { width: 200, height: 200 })),
          'e.png': new Uint8Array(),
        },
        '',
        'a.png,A\nb.jpg,B\nc.tif,C\nd.gif,D\ne.png,E\n',
      ),
    refused: [2, 3, 4, 5, 6].map((row) => `image-undecodable d.csv row ${row}` as const),
    taken: [good],
  },
  {
    name: 'wrong extensions: a picture is what its bytes say',
    files: async () =>
      goodRow(
        {
          'really-a-png.jpg': await other('a'),
          'really-a-jpeg.png': await noisyJpeg(),
          'words.png': 'These are words.',
          'page.jpg': '<!doctype html><title>404</title>',
          'vector.png': '<svg xmlns="http://www.w3.org/2000/svg"/>',
        },
        '',
        'really-a-png.jpg,One\nreally-a-jpeg.png,Two\nwords.png,Three\npage.jpg,Four\nvector.png,Five\n',
      ),
    refused: [
      'image-undecodable d.csv row 4',
      'image-undecodable d.csv row 5',
      'image-unsupported d.csv row 6',
    ],
    taken: [good, 'One', 'Two'],
  },
  // Ids
  {
    name: 'the same id twice in one article, and none at all',
    files: async () => ({
      'p/a.nxml': article(
        `${figure('F1', { caption: 'First' })}${figure('F1', { href: 'F2', caption: 'Second' })}${figure('', { href: 'F3', caption: 'Third' })}`,
      ),
      'p/F1.png': await image('png', { red: 1 }),
      'p/F2.png': await image('png', { red: 2 }),
      'p/F3.png': await image('png', { red: 3 }),
    }),
    refused: [],
    taken: ['First', 'Second', 'Third'],
  },
  {
    name: 'the same id for two pictures of a table, and a row without any',
    files: async () =>
      goodRow(
        { 'a.png': await image('png', { red: 1 }), 'b.png': await image('png', { red: 2 }) },
        ',article,figure',
        'a.png,One,PMC5,F1\nb.png,Another under the same id,PMC5,F1\nb.png,Without ids,,\n',
      ).then((files) => ({
        ...files,
        'd.csv': String(files['d.csv']).replace(`${good}\n`, `${good},PMC4,F1\n`),
      })),
    refused: ['duplicate PMC5/F1'],
    taken: [good, 'One', 'Without ids'],
    says: /another image under this article and figure id/,
  },
  {
    name: 'one article in two packages',
    files: async () => ({
      ...(await goodPackage()),
      'copy/PMC77.nxml': article(figure('F1', { caption: good }), { pmcid: '77' }),
      'copy/F1.png': await image(),
    }),
    refused: [],
    taken: [good],
  },
  {
    name: 'an article without identifiers',
    files: async () => ({
      'p/a.nxml': article(figure('F1', { caption: good })).replace(/<article-id.*<\/article-id>/, ''),
      'p/F1.png': await image(),
    }),
    refused: [],
    taken: [good],
  },
  // Encodings and tables
  {
    name: 'a table in UTF-16',
    files: async () => ({
      'd.csv': utf16(`image,caption\ngood.png,Größe α\n`),
      'good.png': await image(),
    }),
    refused: [],
    taken: ['Größe α'],
  },
  {
    name: 'a table in UTF-16 without a mark',
    files: async () => ({
      'd.tsv': utf16(`image\tcaption\ngood.png\tGröße α\n`, false),
      'good.png': await image(),
    }),
    refused: [],
    taken: ['Größe α'],
  },
  {
    name: 'a table whose lines are of different encodings',
    files: async () => ({
      'd.csv': Buffer.concat([
        Buffer.from('\ufeffimage,caption\ngood.png,Größe in UTF-8 α\n'),
        Buffer.from('good.png,Größe in latin-1\n', 'latin1'),
        Buffer.from('good.png,Größe again β\n'),
      ]),
      'good.png': await image(),
    }),
    refused: [],
    taken: ['Größe in UTF-8 α', 'Größe in latin-1', 'Größe again β'],
  },
  {
    name: 'JSON lines in UTF-16, with lines that are none',
    files: async () => ({
      'metadata.jsonl': utf16(
        '{"file_name":"a.png","text":"Größe α"}\nno JSON\n[1]\n{"file_name":"gone.png","text":"Gone"}\n',
      ),
      'a.png': await image(),
    }),
    refused: [
      'row-malformed metadata.jsonl row 2',
      'row-malformed metadata.jsonl row 3',
      'image-missing metadata.jsonl row 4',
    ],
    taken: ['Größe α'],
  },
  {
    name: 'captions beside the images in other encodings',
    files: async () => ({
      'a.png': await other('a'),
      'a.txt': utf16('Größe α'),
      'bb.png': await other('bb'),
      'bb.txt': Buffer.from('Größe latin', 'latin1'),
      'ccc.png': await other('ccc'),
      'ccc.txt': '\ufeffGröße mark',
      'dddd.png': await other('dddd'),
      'dddd.txt': '   ',
    }),
    refused: ['no-caption dddd.png'],
    taken: ['Größe α', 'Größe latin', 'Größe mark'],
  },
  {
    name: 'tables in UTF-16 with the larger byte first',
    files: async () => ({
      'a/d.csv': utf16be('image,caption\ngood.png,Größe a\n'),
      'a/good.png': await other('a'),
      'b/metadata.jsonl': utf16be('{"file_name":"good.png","text":"Größe b"}\n'),
      'b/good.png': await other('bb'),
    }),
    refused: [],
    taken: ['Größe a', 'Größe b'],
  },
  {
    name: 'COCO captions in UTF-16, either way round, and in latin-1, and cut off',
    files: async () => {
      const coco = (caption: string): string =>
        JSON.stringify({
          images: [{ id: 1, file_name: 'good.png' }],
          annotations: [{ id: 1, image_id: 1, caption }],
        });
      const whole = utf16(coco('Größe d'));
      return {
        'a/captions.json': utf16(coco('Größe a')),
        'a/good.png': await other('a'),
        'b/captions.json': utf16be(coco('Größe b')),
        'b/good.png': await other('bb'),
        'c/captions.json': Buffer.from(coco('Größe c'), 'latin1'),
        'c/good.png': await other('ccc'),
        'd/captions.json': whole.subarray(0, whole.length - 4),
        'd/good.png': await other('dddd'),
      };
    },
    refused: ['row-malformed captions.json file'],
    taken: ['Größe a', 'Größe b', 'Größe c', 'Größe d'],
  },
  {
    name: 'a Parquet file that is cut off, beside articles',
    files: async () => ({ ...(await goodPackage()), 'x/data.parquet': Buffer.from('PAR1 then nothing') }),
    refused: [],
    taken: [good],
  },
  {
    name: 'Parquet files that are cut off: no table of contents, half of it, a page that ends early',
    files: async () => {
      const images = [await other('a'), await other('bb'), await other('ccc')];
      const whole = makeParquet(
        [
          { name: 'image', data: images, type: 'BYTE_ARRAY' },
          { name: 'caption', data: [good, 'Two.', 'Three.'], type: 'STRING' },
        ],
        1,
      );
      return {
        'a/data.parquet': half(whole),
        'b/data.parquet': whole.subarray(0, whole.length - 3),
        'c/data.parquet': whole.subarray(4),
        // The first of three row groups has lost bytes, and all behind them stand elsewhere.
        'd/data.parquet': withoutBytes(whole, 8, 40),
        'e/d.csv': `image,caption\ngood.png,${good}\n`,
        'e/good.png': await image(),
      };
    },
    refused: [
      'row-malformed data.parquet file',
      'row-malformed data.parquet file',
      'row-malformed c/data.parquet',
      'row-malformed data.parquet row group 1',
      'row-malformed data.parquet row group 2',
      'row-malformed data.parquet row group 3',
    ],
    taken: [good],
  },
  {
    name: 'Parquet columns of other types than their names promise',
    files: async () => {
      const images = [await image()];
      const bytes = { name: 'image', data: images, type: 'BYTE_ARRAY' } as const;
      return {
        'a.parquet': makeParquet([bytes, { name: 'caption', data: [7], type: 'INT32' }]),
        'b.parquet': makeParquet([bytes, { name: 'caption', data: [true], type: 'BOOLEAN' }]),
        'c.parquet': makeParquet([bytes, { name: 'caption', data: [new Date(0)], type: 'TIMESTAMP' }]),
        'd.parquet': makeParquet([
          bytes,
          { name: 'caption', data: [Buffer.from('Größe d')], type: 'BYTE_ARRAY' },
        ]),
        'e.parquet': makeParquet([
          { name: 'image', data: [1.5], type: 'DOUBLE' },
          { name: 'caption', data: ['No image'], type: 'STRING' },
        ]),
        'f.parquet': makeParquet([bytes, { name: 'caption', data: [{ en: 'One' }], type: 'JSON' }]),
        'g.parquet': makeParquet([
          bytes,
          { name: 'caption', data: ['Größe g'], type: 'STRING' },
          { name: 'year', data: ['many'], type: 'STRING' },
          { name: 'mentions', data: [3], type: 'INT32' },
          { name: 'license', data: [true], type: 'BOOLEAN' },
        ]),
      };
    },
    refused: [
      ...['a', 'b', 'c', 'e'].map((name) => `row-malformed ${name}.parquet file` as const),
      'no-caption f.parquet row 1',
    ],
    says: /The column caption holds no texts but values of type INT32\./,
    taken: ['Größe d', 'Größe g'],
  },
  {
    name: 'tables that are cut off, have too few columns, or a field without end',
    files: async () => goodRow({}, '', 'good.png\ngood.png,"A quote that never ends\n'),
    refused: ['row-malformed d.csv row 2', 'row-malformed d.csv row 3'],
    taken: [good],
  },
];

it.each(cases)('$name', async ({ files, refused, taken, says }) => {
  await using place = await scratch(await files());
  await using home = await scratch();
  const folder = home.at('corpus');
  const rejected: Rejection[] = [];
  let counts: ImportCounts | undefined;
  const run = importSources(
    { folder, name: 'test', sources: { readSource, sampleFigures }, signal: new AbortController().signal },
    { ...defaults, paths: [place.path], keepImages: false },
  );
  for await (const chunk of run) {
    rejected.push(...chunk.rejected);
    counts = chunk.counts ?? counts;
  }
  const found = rejected.map(({ code, item }) => `${code} ${item}`);
  const isExpected = (line: string): boolean =>
    refused.some((wanted) => line === wanted || line.startsWith(`${wanted} `));
  expect(found).toHaveLength(refused.length);
  expect(found.filter((line) => !isExpected(line))).toEqual([]);
  expect(rejected.map(({ message }) => message).join('\n')).toMatch(says ?? /^/);
  for (const { message } of rejected) expect(message).toMatch(/^\S.*\.$/s);
  expect(counts?.rejected).toBe(refused.length);
  expect(captionsIn(folder)).toEqual([...taken].sort());
  const checked = checkCorpus(folder, 'test', { depth: 'full', leakage: true }, new AbortController().signal);
  const reports: (CheckReport | undefined)[] = [];
  for await (const { report } of checked) reports.push(report);
  expect(reports.at(-1)?.problems).toEqual([]);
});

function captionsIn(folder: string): string[] {
  using corpus = openCorpus(folder, 'test');
  return pageOf(corpus, { text: '', filter: '' }, 0, 100)
    .map(({ caption }) => caption)
    .sort();
}

it('leaves nothing of hostile archives on the disk', async () => {
  await using place = await scratch({
    'a.tar': await makeTar([{ name: '../outside.txt', data: 'x' }, ...(await goodMembers())]),
  });
  await using home = await scratch();
  const run = importSources(
    {
      folder: home.at('corpus'),
      name: 'test',
      sources: { readSource, sampleFigures },
      signal: new AbortController().signal,
    },
    { ...defaults, paths: [place.path], keepImages: false },
  );
  for await (const _ of run);
  expect(existsSync(join(place.path, '..', 'outside.txt'))).toBe(false);
  expect(readdirSync(place.path)).toEqual(['a.tar']);
});
