import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMount, mountSmallDisk } from '#main/dev/test-small-disk.ts';
import { readEmbedding } from '../embedding-folder.ts';
import { Embeddings } from '../embeddings.ts';
import { ExactIndex } from '../exact-index.ts';
import type { VectorSearch } from '../vector-index.ts';
import { buildIndex } from './build-index.ts';
import { openIndexFile } from './index-file.ts';
import { probePlan } from './probe-plan.ts';
import { clusteredVectors } from './test-clustered-vectors.ts';
import { embeddingId, testEmbedding, type TestEmbedding } from './test-embedding.ts';
import { build, bytesOf, check, openIvf, stateOf } from './test-ivf.ts';

/** Mean recall of an approximate answer against the exact one. */
function recallOf(
  embedding: TestEmbedding,
  queries: readonly Float32Array[],
  search: Omit<VectorSearch, 'vector'>,
) {
  using index = openIvf(embedding);
  using exact = new ExactIndex(embedding.folder, 'image', embedding.dimension, index.rows);
  const recalls = queries.map((vector) => {
    const truth = exact.search({ vector, ...search });
    const found = index.search({ vector, ...search });
    expect(found.pool).toBe(truth.pool);
    const places = new Map([...found.ids].map((id, place) => [id, found.scores[place]]));
    // What both found has the same score in both.
    const wrong = [...truth.ids].filter(
      (id, place) => Math.abs((places.get(id) ?? truth.scores[place]) - truth.scores[place]) > 1e-6,
    );
    expect(wrong).toEqual([]);
    return {
      recall: [...truth.ids].filter((id) => places.has(id)).length / truth.ids.length,
      exact: found.exact,
    };
  });
  return {
    recall: recalls.reduce((sum, { recall }) => sum + recall, 0) / recalls.length,
    exact: recalls.every((answer) => answer.exact),
  };
}

const rows = 20_000;
/** No multiple of 128, 16 or 8; wider than one power of two. */
const dimension = 204;
const zero = new Set([0, 1, 777, 4096, rows - 1]);
const inShare = (share: number) =>
  Uint8Array.from({ length: rows }, (_none, row) =>
    Math.imul(row, 0x85ebca6b) >>> 0 < share * 2 ** 32 ? 1 : 0,
  );

describe('an index of 20,000 vectors', () => {
  let embedding: TestEmbedding;
  beforeAll(async () => {
    embedding = testEmbedding(dimension, clusteredVectors(dimension, 3, 60));
    embedding.grow(rows, zero);
    embedding.addTexts(300);
    await build(embedding);
  });
  afterAll(() => embedding[Symbol.dispose]());

  const kinds = ['inside', 'outside'] as const;
  it.each(kinds)('finds what exact search finds, %s the distribution', (kind) => {
    const queries = Array.from({ length: 60 }, (_none, query) => embedding.vectors[kind](query));
    for (const [k, mask, least] of [
      [10, undefined, 0.99],
      [100, undefined, 0.98],
      [10, inShare(0.5), 0.99],
      [10, inShare(0.1), 0.99],
      [10, inShare(0.01), 0.99],
    ] as const) {
      const { recall, exact } = recallOf(embedding, queries, { k, mask });
      expect(exact).toBe(false);
      expect(recall).toBeGreaterThanOrEqual(least);
    }
  });

  it('says that it is not exact and what it measured; few rows, ranks and requests for it are exact', () => {
    using index = openIvf(embedding);
    using exact = new ExactIndex(embedding.folder, 'image', dimension, rows);
    const vector = embedding.vectors.inside(7);
    const file = openIndexFile(embedding.folder, 'image', stateOf(embedding));
    expect(file?.header.tuning[0]).toMatchObject({
      share: 1,
      recall: { stored: expect.any(Number), crossed: expect.any(Number) },
    });
    expect(
      Math.min(file?.header.tuning[0].recall.stored ?? 0, file?.header.tuning[0].recall.crossed ?? 0),
    ).toBeGreaterThan(0.99);
    file?.[Symbol.dispose]();
    for (const search of [
      { vector, k: 10, mask: undefined, rankOf: 500 },
      { vector, k: 10, mask: undefined, exact: true },
      { vector, k: 10, mask: inShare(0.001) },
      { vector, k: rows, mask: undefined },
    ])
      expect(index.search(search)).toEqual(exact.search(search));
    expect(() => index.search({ vector: new Float32Array(8), k: 1, mask: undefined })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
    expect(index.vector(777)).toBeUndefined();
    expect(index.vector(778)).toEqual(exact.vector(778));
  });

  it('does not depend on the number of threads', async () => {
    const before = bytesOf(embedding);
    await build(embedding, { rebuild: true, threads: 3 });
    expect(bytesOf(embedding).equals(before)).toBe(true);
  });

  it('is kept where it is complete, and leaves no temporary file', async () => {
    const before = bytesOf(embedding);
    expect(await build(embedding)).toEqual(['complete']);
    expect(bytesOf(embedding).equals(before)).toBe(true);
    expect(readdirSync(embedding.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(check(embedding)).toEqual({ state: 'whole', rows });
  });

  it('covers its rows; those added since are searched exactly, and it grows when they are many', async () => {
    using grown = testEmbedding(64, clusteredVectors(64, 5, 30));
    grown.grow(3000);
    await build(grown);
    using embeddings = new Embeddings(grown.corpusFolder);
    expect(embeddings.index(embeddingId, 'image').rows).toBe(3000);
    grown.grow(3100, new Set([3050]));
    embeddings.refresh();
    const index = embeddings.index(embeddingId, 'image');
    expect([index.rows, index.exact]).toEqual([3100, false]);
    const own = index.vector(3077) ?? new Float32Array(64);
    expect(index.search({ vector: own, k: 1, mask: undefined })).toMatchObject({
      ids: Uint32Array.of(3077),
      pool: 3099,
    });
    expect(await build(grown)).toEqual(['complete']);
    grown.grow(3400);
    expect((await build(grown)).some((detail) => detail.includes('finding clusters'))).toBe(false);
    expect(check(grown)).toEqual({ state: 'whole', rows: 3400 });
    const found = readEmbedding(grown.corpusFolder, embeddingId);
    expect(found && embeddings.indexedRows(found, 'image')).toBe(3400);
  });

  it('finds rows that were added since by their codes, and says when they are many', async () => {
    using grown = testEmbedding(96, clusteredVectors(96, 5, 30));
    grown.grow(6000);
    await build(grown);
    const first = 6000;
    const end = 19_000;
    grown.grow(end, new Set([first, first + 3000, end - 1]));
    for (const kind of ['inside', 'outside'] as const) {
      const queries = Array.from({ length: 40 }, (_none, query) => grown.vectors[kind](query));
      for (const [k, mask] of [
        [10, undefined],
        [100, undefined],
        [10, Uint8Array.from({ length: end }, (_none, row) => (row % 10 === 3 ? 1 : 0))],
        // Nothing but rows behind the index, and a mask that is older than the last of them.
        [10, Uint8Array.from({ length: end - 500 }, (_none, row) => (row >= first + 100 ? 1 : 0))],
      ] as const) {
        const { recall } = recallOf(grown, queries, { k, mask });
        expect(recall).toBeGreaterThanOrEqual(k === 10 ? 0.99 : 0.98);
      }
    }
    using index = openIvf(grown);
    using exact = new ExactIndex(grown.folder, 'image', 96, end);
    // Few rows before and behind: all of them are compared.
    const few = Uint8Array.from({ length: end }, (_none, row) => (row % 97 === 3 ? 1 : 0));
    const search = { vector: grown.vectors.inside(3), k: 10, mask: few };
    expect(index.search(search)).toEqual({ ...exact.search(search), notes: [expect.any(String)] });
    const own = index.vector(end - 2) ?? new Float32Array(96);
    for (let time = 0; time < 4; time += 1)
      expect(index.search({ vector: own, k: 1, mask: undefined })).toMatchObject({
        ids: Uint32Array.of(end - 2),
        pool: end - 3,
        exact: false,
        notes: [expect.stringMatching(/covers 6,000 of 19,000 vectors.*figscope embed/)],
      });
  });

  it('can be cancelled, and refuses to run twice at once', async () => {
    const before = bytesOf(embedding);
    const stop = new AbortController();
    const building = build(embedding, { rebuild: true, signal: stop.signal });
    stop.abort();
    await expect(building).rejects.toMatchObject({ name: 'AbortError' });
    // A process that lives, and is not this one.
    const foreign = join(embedding.folder, `image.ivf.${process.ppid}.tmp`);
    writeFileSync(foreign, '');
    await expect(build(embedding, { rebuild: true })).rejects.toMatchObject({ code: 'conflict' });
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(foreign, longAgo, longAgo);
    await build(embedding, { rebuild: true });
    expect(existsSync(foreign)).toBe(false);
    expect(bytesOf(embedding).equals(before)).toBe(true);
    const unknown = buildIndex(embedding.corpusFolder, 'other', { rebuild: false, signal: stop.signal });
    await expect(unknown.next()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('survives kill -9 at any moment of a build: the old one stays, and the next build clears up', async () => {
    const before = bytesOf(embedding);
    for (const moment of ['finding clusters', 'encoding', 'writing', 'measuring']) {
      const program = join(import.meta.dirname, 'test-build.ts');
      const { signal } = spawnSync(process.execPath, [program, embedding.folder, moment], {
        stdio: 'inherit',
      });
      expect(signal).toBe('SIGKILL');
      expect(bytesOf(embedding).equals(before)).toBe(true);
      expect(check(embedding)).toEqual({ state: 'whole', rows });
    }
    await build(embedding, { rebuild: true });
    expect(readdirSync(embedding.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(bytesOf(embedding).equals(before)).toBe(true);
  });
});

describe('an index', () => {
  it('is not built of few or of zero vectors', async () => {
    using embedding = testEmbedding(64, clusteredVectors(64, 5, 30));
    embedding.grow(2000, new Set(Array.from({ length: 1990 }, (_none, row) => row)));
    expect(await build(embedding, { leastRows: 2001 })).toEqual(['complete']);
    await build(embedding);
    expect(existsSync(join(embedding.folder, 'image.ivf'))).toBe(false);
    expect(readdirSync(embedding.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('of many equal vectors still finds them, the lowest rows first', async () => {
    using embedding = testEmbedding(40, {
      ...clusteredVectors(40, 5, 30),
      fill: (row, into, offset) => into.fill(row % 2 ? 0.1 : -0.1, offset, offset + 40),
    });
    embedding.grow(2000);
    await build(embedding);
    expect(check(embedding)).toEqual({ state: 'whole', rows: 2000 });
  });

  it.skipIf(!canMount)(
    'on a disk that fills is refused with a reason; the vectors stay, and so does the old one',
    async () => {
      using embedding = testEmbedding(128, clusteredVectors(128, 5, 30));
      embedding.grow(6000);
      await build(embedding);
      const files = readdirSync(embedding.folder).map((name) => ({
        name,
        bytes: readFileSync(join(embedding.folder, name)),
      }));
      // Room for what is there, and for half of another index.
      const usedBytes = files.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 4096) * 4096, 0);
      using _ = mountSmallDisk(embedding.folder, `size=${usedBytes + 128 * 1024}`);
      for (const { name, bytes } of files) writeFileSync(join(embedding.folder, name), bytes);
      const before = bytesOf(embedding);
      await expect(build(embedding, { rebuild: true })).rejects.toMatchObject({
        code: 'storage-full',
        remedy: expect.any(String),
      });
      expect(bytesOf(embedding).equals(before)).toBe(true);
      expect(check(embedding)).toEqual({ state: 'whole', rows: 6000 });
      expect(readdirSync(embedding.folder).sort()).toEqual(files.map(({ name }) => name).sort());
    },
  );
});

describe('the plan of a search', () => {
  const levels = [
    { k: 10, share: 1, probes: 16, spread: 0.1, rerank: 200, recall: { stored: 0.999, crossed: 0.998 } },
    { k: 10, share: 0.1, probes: 30, spread: 0.1, rerank: 300, recall: { stored: 0.997 } },
    { k: 100, share: 1, probes: 40, spread: 0.2, rerank: 500, recall: { stored: 0.991 } },
    { k: 100, share: 0.1, probes: 80, spread: 0.2, rerank: 900, recall: { stored: 0.988 } },
  ];
  it('goes further for filters, for more results and for both', () => {
    expect(probePlan(levels, 1, 10, 1000)).toEqual({
      probes: 16,
      spread: 0.1,
      rerank: 200,
      recallEstimate: 0.998,
      recallK: 10,
    });
    expect(probePlan(levels, 0.5, 10, 1000)).toMatchObject({
      probes: 30,
      rerank: 300,
      recallEstimate: 0.997,
    });
    const hundred = { recallEstimate: 0.991, recallK: 100 };
    expect(probePlan(levels, 1, 100, 1000)).toMatchObject({ probes: 40, rerank: 500, ...hundred });
    expect(probePlan(levels, 1, 11, 1000)).toMatchObject({ probes: 40, rerank: 500, ...hundred });
    expect(probePlan(levels, 0.1, 100, 1000)).toMatchObject({
      probes: 80,
      rerank: 900,
      recallEstimate: 0.988,
    });
    expect(probePlan(levels, 1, 400, 1000)).toMatchObject({ probes: 80, rerank: 1000, recallK: 100 });
    expect(probePlan(levels, 0.1, 1000, 10_000)).toMatchObject({ probes: 800, rerank: 2847 });
    expect(probePlan(levels, 0.001, 10_000, 100)).toMatchObject({ probes: 100, rerank: 12_000 });
  });
  it('serves shares just below those that were measured, and between two compares the more of both', () => {
    const steps = [
      { k: 10, share: 0.1, probes: 30, spread: 0, rerank: 900, recall: { stored: 1 } },
      { k: 10, share: 0.01, probes: 400, spread: 0, rerank: 300, recall: { stored: 1 } },
    ];
    expect(probePlan(steps, 0.09, 10, 1000)).toMatchObject({ probes: 34, rerank: 900 });
    expect(probePlan(steps, 0.05, 10, 1000)).toMatchObject({ probes: 400, rerank: 900 });
    expect(probePlan(steps, 0.0099, 10, 1000)).toMatchObject({ probes: 405, rerank: 300 });
  });
  it('of an index from before recall@100 was measured goes as deep as for ten of a smaller share', () => {
    const old = levels.slice(0, 2);
    expect(probePlan(old, 1, 100, 1000)).toMatchObject({ probes: 30, rerank: 633, recallK: 10 });
  });
});
