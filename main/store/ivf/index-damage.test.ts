import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#app/util/random.ts';
import { Embeddings } from '../embeddings.ts';
import { ExactIndex } from '../exact-index.ts';
import { checkIndex } from './check-index.ts';
import { checksum, headerBytes, indexHeader, type IndexHeader, preambleBytes } from './index-format.ts';
import { clusteredVectors } from './test-clustered-vectors.ts';
import { embeddingId, testEmbedding, type TestEmbedding } from './test-embedding.ts';
import { build, bytesOf, check, openIvf, stateOf } from './test-ivf.ts';

const rows = 20_000;
const dimension = 204;

function headerOf(bytes: Buffer): IndexHeader {
  const json: unknown = JSON.parse(
    bytes.toString('utf8', preambleBytes, preambleBytes + bytes.readUInt32LE(8)),
  );
  return indexHeader.parse(json);
}

/** The file with another header, whose checksum is right. */
function withHeader(bytes: Buffer, header: object): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const changed = Buffer.from(bytes);
  changed.fill(0, preambleBytes, headerBytes);
  changed.writeUInt32LE(json.length, 8);
  changed.writeUInt32LE(checksum(json), 12);
  json.copy(changed, preambleBytes);
  return changed;
}

describe('an index file', () => {
  let embedding: TestEmbedding;
  beforeAll(async () => {
    embedding = testEmbedding(dimension, clusteredVectors(dimension, 3, 60));
    embedding.grow(rows, new Set([0, 777, rows - 1]));
    await build(embedding);
  });
  afterAll(() => embedding[Symbol.dispose]());

  it('is not used where it is damaged or belongs to other vectors, and says which', () => {
    const path = join(embedding.folder, 'image.ivf');
    const whole = `${path}.whole`;
    copyFileSync(path, whole);
    using embeddings = new Embeddings(embedding.corpusFolder);
    expect(embeddings.index(embeddingId, 'image').exact).toBe(false);
    const header = bytesOf(embedding);
    const flipped = (at: number) => {
      const bytes = Buffer.from(header);
      bytes[at] ^= 0x10;
      return bytes;
    };
    for (const bytes of [
      Buffer.alloc(0),
      header.subarray(0, 40),
      header.subarray(0, header.length - 1),
      Buffer.concat([header, Buffer.from('x')]),
      flipped(2),
      flipped(10),
      flipped(30),
      flipped(65_536 + 1000),
    ]) {
      writeFileSync(path, bytes);
      expect(check(embedding, false)).toMatchObject({
        state: 'damaged',
        problem: expect.stringMatching(/\.$/),
      });
      embeddings.refresh();
      expect(embeddings.index(embeddingId, 'image').exact).toBe(true);
    }
    const state = stateOf(embedding);
    copyFileSync(whole, path);
    for (const other of [
      { ...state, createdAt: 'another day' },
      { ...state, image: rows - 1 },
    ])
      expect(checkIndex(embedding.folder, 'image', other, false)).toMatchObject({ state: 'stale' });
    expect(checkIndex(embedding.folder, 'text', state, false)).toEqual({ state: 'absent', rows: 0 });
    rmSync(whole);
  });

  it('notices a damaged list when it reads it, answers exactly from then on and says so; a build repairs it', async () => {
    const path = join(embedding.folder, 'image.ivf');
    const before = bytesOf(embedding);
    const bytes = Buffer.from(before);
    // Every list, in its codes.
    for (let at = bytes.length - 1; at > bytes.length / 2; at -= 500) bytes[at] ^= 1;
    writeFileSync(path, bytes);
    expect(check(embedding, false)).toEqual({ state: 'whole', rows });
    expect(check(embedding, true)).toMatchObject({ state: 'damaged' });
    {
      using index = openIvf(embedding);
      using exact = new ExactIndex(embedding.folder, 'image', dimension, rows);
      const search = { vector: embedding.vectors.inside(1), k: 10, mask: undefined };
      const note = expect.stringMatching(/every vector was compared instead: List \d+ .*figscope embed/);
      for (let time = 0; time < 2; time += 1)
        expect(index.search(search)).toEqual({ ...exact.search(search), notes: [note] });
      expect(index.indexedRows).toBe(0);
    }
    await build(embedding);
    expect(check(embedding)).toEqual({ state: 'whole', rows });
    writeFileSync(path, before);
  });

  it('is refused with a reason wherever a bit of it has changed, and searches go on', () => {
    const path = join(embedding.folder, 'image.ivf');
    const before = bytesOf(embedding);
    const header = headerOf(before);
    using embeddings = new Embeddings(embedding.corpusFolder);
    using exact = new ExactIndex(embedding.folder, 'image', dimension, rows);
    const search = { vector: embedding.vectors.inside(1), k: 10, mask: undefined };
    const truth = exact.search(search);
    const sections = [header.centroids, header.counts, header.checksums, header.missing];
    const random = createRandom(7);
    const inSections = sections.flatMap(({ offset, sizeBytes }) => [
      offset,
      offset + sizeBytes - 1,
      offset + random.integer(sizeBytes),
    ]);
    const inLists = Array.from(
      { length: 30 },
      () => header.listsOffset + random.integer(before.length - header.listsOffset),
    );
    const damage = (at: number): void => {
      const bytes = Buffer.from(before);
      bytes[at] ^= 1 << random.integer(8);
      writeFileSync(path, bytes);
      expect(check(embedding, true), `byte ${at}`).toMatchObject({
        state: 'damaged',
        problem: expect.stringMatching(/\.$/),
      });
    };
    const sentence = expect.stringMatching(/every vector was compared instead: .*figscope embed/);
    for (const at of [0, 7, 8, 11, 12, 15, 16, 200, ...inSections]) {
      damage(at);
      embeddings.refresh();
      expect(embeddings.index(embeddingId, 'image').search(search)).toEqual({ ...truth, notes: [sentence] });
    }
    let noticed = 0;
    for (const at of [header.listsOffset, before.length - 1, ...inLists]) {
      damage(at);
      using index = openIvf(embedding);
      const found = index.search(search);
      // A damaged list is of no concern to a search that does not look into it.
      expect(found.notes).toEqual(found.exact ? [sentence] : []);
      expect([...found.ids]).toEqual([...truth.ids]);
      noticed += found.exact ? 1 : 0;
    }
    expect(noticed).toBeGreaterThan(0);
    for (const length of [15, 65_535, header.listsOffset - 1, header.listsOffset, before.length - 44]) {
      writeFileSync(path, before.subarray(0, length));
      expect(check(embedding, false), `${length} bytes`).toMatchObject({ state: 'damaged' });
    }
    writeFileSync(path, before);
  });

  it('is refused where its header is whole but does not fit the rest, and where it is no file', () => {
    const path = join(embedding.folder, 'image.ivf');
    const before = bytesOf(embedding);
    const header = headerOf(before);
    for (const other of [
      { ...header, lists: header.lists / 4 },
      { ...header, rows: header.rows - 1 },
      { ...header, counts: { ...header.counts, offset: before.length } },
      { ...header, missing: { ...header.missing, sizeBytes: 2 ** 40 } },
      { ...header, tuning: [] },
      { ...header, version: 2 },
    ]) {
      writeFileSync(path, withHeader(before, other));
      expect(check(embedding, false)).toMatchObject({ state: 'damaged' });
    }
    rmSync(path);
    mkdirSync(path);
    expect(check(embedding, false)).toMatchObject({
      state: 'damaged',
      problem: expect.stringContaining('EISDIR'),
    });
    using embeddings = new Embeddings(embedding.corpusFolder);
    const search = { vector: embedding.vectors.inside(1), k: 10, mask: undefined };
    expect(embeddings.index(embeddingId, 'image').search(search)).toMatchObject({
      exact: true,
      notes: [expect.stringContaining('EISDIR')],
    });
    rmSync(path, { recursive: true });
    writeFileSync(path, before);
  });
});
