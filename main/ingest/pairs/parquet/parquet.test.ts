import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import { expect, test } from 'vitest';
import { collect, image, refusals, scratch } from '../../testing/collect.ts';
import { makeZip } from '../../testing/make-zip.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const images = (count: number): Promise<Uint8Array[]> =>
  Promise.all(
    Array.from({ length: count }, (_none, red) => image('png', { red: red % 256, width: 8 + (red >> 8) })),
  );

const file = (columnData: ColumnSource[], options: Partial<Parameters<typeof parquetWriteBuffer>[0]> = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));

/** As Hugging Face datasets write images. */
const structSchema: SchemaElement[] = [
  { name: 'root', num_children: 2 },
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
];

test('images of Hugging Face datasets: bytes, or the path of a file beside the table', async () => {
  const [one, two] = await images(2);
  const data = [
    { bytes: one, path: 'a.png' },
    { bytes: null, path: 'there/b.png' },
    { bytes: null, path: 'gone.png' },
    null,
  ];
  await using folder = await scratch({
    'train/part-0.parquet': file(
      [
        { name: 'image', data },
        { name: 'text', data: ['One.', 'Two.', 'Three.', 'Four.'] },
      ],
      {
        schema: structSchema,
      },
    ),
    'train/there/b.png': two ?? '',
  });
  const result = await collect(folder.path);
  expect(
    result.figures.map(({ caption, split, image: { source } }) => [caption, split, source.kind]),
  ).toEqual([
    ['One.', 'train', 'blob'],
    ['Two.', 'train', 'file'],
  ]);
  expect(result.blobs.has(sha256(one ?? new Uint8Array()))).toBe(true);
  expect(refusals(result)).toEqual([
    'image-missing part-0.parquet row 3',
    'image-missing part-0.parquet row 4',
  ]);
});

test('columns are told by name and by type', async () => {
  const bytes = await images(2);
  await using folder = await scratch({
    'a.parquet': file([
      { name: 'jpg', data: bytes, type: 'BYTE_ARRAY' },
      { name: 'caption', data: ['One.', 'Two.'], type: 'STRING' },
      { name: 'year', data: [2001n, 2002n], type: 'INT64' },
      { name: 'PMCID', data: ['PMC7', null], type: 'STRING' },
      { name: 'license', data: ['CC BY', null], type: 'STRING' },
      { name: 'score', data: [0.5, 0.25], type: 'DOUBLE' },
    ]),
    // No name that says what it is, but only one column of bytes.
    'b.parquet': file([
      { name: 'x', data: bytes, type: 'BYTE_ARRAY' },
      { name: 'description', data: ['One.', 'Two.'], type: 'STRING' },
    ]),
    'urls.parquet': file([
      { name: 'url', data: ['https://example.org/a.png'], type: 'STRING' },
      { name: 'caption', data: ['One.'], type: 'STRING' },
    ]),
    'numbers.parquet': file([
      { name: 'image', data: [1], type: 'INT32' },
      { name: 'caption', data: ['One.'], type: 'STRING' },
    ]),
    'silent.parquet': file([{ name: 'image', data: bytes, type: 'BYTE_ARRAY' }]),
  });
  expect((await collect(folder.at('a.parquet'))).figures).toMatchObject([
    { caption: 'One.', article: { key: 'PMC7', year: 2001, license: 'CC-BY' } },
    { caption: 'Two.', article: { year: 2002, license: 'none' } },
  ]);
  expect((await collect(folder.at('b.parquet'))).figures).toMatchObject([
    { caption: 'One.' },
    { caption: 'Two.' },
  ]);
  expect((await collect(folder.at('urls.parquet'))).rejections).toMatchObject([
    { code: 'image-missing', message: expect.stringContaining('on the network; download it first') },
  ]);
  expect((await collect(folder.at('numbers.parquet'))).rejections).toMatchObject([
    {
      code: 'row-malformed',
      message: 'No column holds images or names them. The columns are: image, caption.',
    },
  ]);
  expect((await collect(folder.at('silent.parquet'))).rejections).toMatchObject([
    { code: 'row-malformed', message: expect.stringContaining('No column holds captions') },
  ]);
});

test.each([
  ['SNAPPY', undefined],
  ['UNCOMPRESSED', undefined],
  ['GZIP', gzipSync],
  ['ZSTD', zstdCompressSync],
  ['BROTLI', brotliCompressSync],
] as const)('packed with %s', async (codec, pack) => {
  const columns: ColumnSource[] = [
    { name: 'image', data: await images(9), type: 'BYTE_ARRAY' },
    { name: 'caption', data: Array.from({ length: 9 }, (_none, row) => `Caption ${row}.`), type: 'STRING' },
  ];
  const options =
    pack === undefined ? { codec } : { codec, compressors: { [codec]: (input: Uint8Array) => pack(input) } };
  await using folder = await scratch({ 'a.parquet': file(columns, { ...options, rowGroupSize: 4 }) });
  const { figures, rejections } = await collect(folder.at('a.parquet'));
  expect(rejections).toEqual([]);
  expect(figures.map(({ caption }) => caption)).toEqual(columns[1]?.data);
});

test('a large row group is read a few pages at a time, and every caption stays with its image', async () => {
  // Rows that repeat few images with many bytes: about 70 MB in one row group of small pages.
  const few = await images(7);
  const padded = few.map((bytes) => Buffer.concat([bytes, new Uint8Array(100_000)]));
  const count = 700;
  const bytes = file(
    [
      {
        name: 'image',
        data: Array.from({ length: count }, (_none, row) => padded[row % 7] ?? few),
        type: 'BYTE_ARRAY',
        encoding: 'PLAIN',
        codec: 'UNCOMPRESSED',
        offsetIndex: false,
      },
      {
        name: 'caption',
        data: Array.from({ length: count }, (_none, row) => `Caption ${row}.`),
        type: 'STRING',
        offsetIndex: false,
      },
      {
        name: 'journal',
        data: Array.from({ length: count }, (_none, row) => `Journal ${row % 3}`),
        type: 'STRING',
        offsetIndex: false,
      },
    ],
    { rowGroupSize: count, pageSize: 300_000 },
  );
  expect(bytes.length).toBeGreaterThan(64 * 2 ** 20);
  await using folder = await scratch({ 'a.parquet': bytes });
  const { figures, rejections } = await collect(folder.at('a.parquet'));
  expect(rejections).toEqual([]);
  const hashes = padded.map(sha256);
  expect(
    figures.map(({ caption, article, image: kept }) => `${caption} ${article.journal} ${kept.sha256}`),
  ).toEqual(
    Array.from({ length: count }, (_none, row) => `Caption ${row}. Journal ${row % 3} ${hashes[row % 7]}`),
  );
});

test('damage is a reason, and what comes before it still counts', async () => {
  const whole = file(
    [
      { name: 'image', data: await images(12), type: 'BYTE_ARRAY' },
      {
        name: 'caption',
        data: Array.from({ length: 12 }, (_none, row) => `Caption ${row}.`),
        type: 'STRING',
      },
    ],
    { rowGroupSize: 4, codec: 'UNCOMPRESSED' },
  );
  const broken = whole.slice();
  // Inside the second row group: the header of its first page.
  const second = Buffer.from(whole).indexOf('Caption 4.');
  broken.fill(0xff, second - 40, second - 4);
  const badLength = whole.slice();
  badLength.fill(0xff, whole.length - 8, whole.length - 4);
  const badFooter = whole.slice();
  badFooter.fill(0xff, whole.length - 60, whole.length - 40);
  await using folder = await scratch({
    'broken.parquet': broken,
    'cut.parquet': whole.subarray(0, whole.length - 20),
    'short.parquet': whole.subarray(0, 6),
    'length.parquet': badLength,
    'footer.parquet': badFooter,
    'encrypted.parquet': Buffer.concat([whole.subarray(0, whole.length - 4), Buffer.from('PARE')]),
    'wrong.parquet': 'image,caption\n',
  });
  const one = await collect(folder.at('broken.parquet'));
  expect(one.figures).toHaveLength(8);
  expect(refusals(one)).toEqual(['row-malformed broken.parquet row group 2']);
  const reasonOf = async (name: string): Promise<string | undefined> =>
    (await collect(folder.at(name), { format: 'parquet' })).rejections[0]?.message;
  expect(await reasonOf('cut.parquet')).toContain('cut off');
  expect(await reasonOf('short.parquet')).toContain('cut off');
  expect(await reasonOf('length.parquet')).toContain('impossible length');
  expect(await reasonOf('footer.parquet')).toMatch(/damaged/);
  expect(await reasonOf('encrypted.parquet')).toBe('The Parquet file is encrypted.');
  expect(await reasonOf('wrong.parquet')).toContain('does not begin as Parquet does');
});

test('a table of contents that promises billions of rows is not believed', async () => {
  const [one] = await images(1);
  const honest = Buffer.from(
    file(
      [
        { name: 'image', data: [one], type: 'BYTE_ARRAY' },
        { name: 'caption', data: ['One.'], type: 'STRING' },
      ],
      { codec: 'UNCOMPRESSED' },
    ),
  );
  // A number of one byte in the footer (zigzag: 1 is 2), made 5 or 10 bytes long, wherever one stands alone.
  const footerStart = honest.length - 8 - honest.readUInt32LE(honest.length - 8);
  const footer = honest.subarray(footerStart, honest.length - 8);
  const billions = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x7e]);
  const reasons: (string | undefined)[] = [];
  for (let at = 0; at < footer.length; at += 1) {
    if (footer[at] !== 2) continue;
    const changed = Buffer.concat([footer.subarray(0, at), billions, footer.subarray(at + 1)]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(changed.length);
    await using folder = await scratch({
      'a.parquet': Buffer.concat([honest.subarray(0, footerStart), changed, size, Buffer.from('PAR1')]),
    });
    const { figures, rejections } = await collect(folder.at('a.parquet'));
    // Either the number meant nothing for the rows, or the file is refused: never more rows than there are.
    expect(figures.length).toBeLessThanOrEqual(1);
    if (figures.length === 0) reasons.push(rejections[0]?.message);
  }
  expect(reasons.length).toBeGreaterThan(2);
  expect(reasons.every((reason) => /^[A-Z].*\.$/.test(reason ?? ''))).toBe(true);
});

test('a table inside a zip is read too', async () => {
  const table = file([
    { name: 'image', data: await images(2), type: 'BYTE_ARRAY' },
    { name: 'caption', data: ['One.', 'Two.'], type: 'STRING' },
  ]);
  await using folder = await scratch({ 'a.zip': makeZip([{ name: 'data/a.parquet', data: table }]) });
  expect((await collect(folder.at('a.zip'))).figures.map(({ caption }) => caption)).toEqual(['One.', 'Two.']);
});
