import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importOptions, pmcSelection } from '#app/contract/imports.ts';
import type { ImportCounts } from '#app/domain/job.ts';
import type { Rejection } from '#app/domain/figure.ts';
import { smallDataSet, smallVersion, type TestDataSet } from '#main/ingest/pmc-s3/test-data-set.ts';
import { startTestServer, type TestServer } from '#main/ingest/pmc-s3/test-server.ts';
import { readSource } from '#main/ingest/read-source.ts';
import { article, figure, image } from '#main/ingest/testing/collect.ts';
import { blobPath } from '#main/store/blobs.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { applyCuration } from '#main/store/curation.ts';
import { figureDetail } from '#main/store/figure-detail.ts';
import { openView } from '#main/store/view.ts';
import { importSources } from './data-import.ts';

describe('an import of a data set into a corpus', () => {
  let dataSet: TestDataSet;
  let server: TestServer;
  let folder: string;
  beforeEach(async () => {
    dataSet = await smallDataSet(6);
    server = await startTestServer(dataSet.objects);
    folder = mkdtempSync(join(tmpdir(), 'figscope-data-set-'));
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const run = async (
    options: Record<string, unknown> = {},
    signal = new AbortController().signal,
  ): Promise<{ counts: ImportCounts | undefined; rejected: Rejection[] }> => {
    const sources = { readSource, sampleFigures: () => (async function* () {})() };
    const request = {
      ...importOptions.parse({
        corpus: 'test',
        format: 'pmc-s3',
        selection: pmcSelection.parse({}),
        ...options,
      }),
      paths: [server.url],
      keepImages: false,
    };
    let counts: ImportCounts | undefined;
    const rejected: Rejection[] = [];
    for await (const chunk of importSources({ folder, name: 'test', sources, signal }, request)) {
      rejected.push(...chunk.rejected);
      counts = chunk.counts ?? counts;
    }
    return { counts, rejected };
  };
  const objects = (): readonly string[] =>
    server.keys().filter((key) => !key.startsWith('inventory-reports/'));
  const state = (): unknown => {
    using corpus = openCorpus(folder, 'test');
    const rows = Array.from({ length: corpus.rows }, (_, id) => id);
    return { rows: rows.length, blobs: readdirSync(join(folder, 'blobs'), { recursive: true }).length };
  };

  it('costs nothing but the inventory when nothing has changed', async () => {
    expect((await run()).counts).toMatchObject({ articles: 6, figures: 12, pairs: 12 });
    const before = state();
    server.forget();
    expect((await run()).counts).toMatchObject({ articles: 0, figures: 0, totals: { figures: 12 } });
    expect(objects()).toEqual([]);
    // A limit counts what is there already.
    expect((await run({ limit: 12 })).counts?.figures).toBe(0);
    expect(state()).toEqual(before);
  });

  it('reads an article again when its tag has changed: it may have been retracted', async () => {
    await run();
    server.forget();
    dataSet.set('PMC103.1', await smallVersion('PMC103', { metadata: { is_retracted: true } }));
    await run();
    expect(new Set(objects().map((key) => /PMC\d+/.exec(key)?.[0]))).toEqual(new Set(['PMC103']));
    using corpus = openCorpus(folder, 'test');
    const retracted = [...Array(corpus.rows).keys()].filter(
      (id) => figureDetail(corpus, id).article.retracted,
    );
    expect(retracted).toEqual([4, 5]);
  });

  it('goes on where it was stopped, and fetches no finished article again', async () => {
    const abort = new AbortController();
    server.misbehave('metadata/PMC104.1.json', { kind: 'change', change: () => abort.abort() });
    const selection = pmcSelection.parse({ concurrency: 1 });
    await expect(run({ selection }, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    const finished = new Set(objects().filter((key) => key.startsWith('PMC101.1/')));
    const inventories = () => server.keys().filter((key) => key.endsWith('.csv.gz'));
    expect(inventories().length).toBe(1);
    writeFileSync(join(folder, 'downloads', 'yesterday.csv.gz.part'), 'half of another');
    server.forget();
    expect((await run({ selection })).counts?.totals).toMatchObject({ articles: 6, figures: 12 });
    expect(inventories()).toEqual([]);
    expect(readdirSync(join(folder, 'downloads'))).toEqual(['articles.bin']);
    expect(objects().filter((key) => finished.has(key))).toEqual([]);
  });

  it('tells again what it did not take, without reading it again', async () => {
    const broken = dataSet.objects.get('PMC102.1/PMC102.1.xml') ?? Buffer.alloc(0);
    dataSet.set('PMC102.1', { xml: broken.subarray(0, 300) });
    dataSet.set('PMC104.1', await smallVersion('PMC104', { metadata: { license_code: 'CC BY-NC' } }));
    const first = await run({ licenses: ['CC-BY'] });
    expect(first.rejected.map(({ code, item }) => `${code} ${item}`)).toEqual([
      'xml-malformed PMC102',
      'not-selected .',
    ]);
    server.forget();
    expect((await run({ licenses: ['CC-BY'] })).rejected).toEqual(first.rejected);
    expect(objects()).toEqual([]);
    // Another selection looks at what the first left out, and at nothing else.
    await run();
    expect(new Set(objects().map((key) => /PMC\d+/.exec(key)?.[0]))).toEqual(new Set(['PMC104']));
  });

  it('tries again what a server could not give', async () => {
    const key = 'PMC102.1/PMC102-g001.jpg';
    const picture = dataSet.objects.get(key) ?? Buffer.alloc(0);
    dataSet.objects.delete(key);
    expect((await run()).counts).toMatchObject({ figures: 11, rejected: 1 });
    dataSet.objects.set(key, picture);
    expect((await run()).counts).toMatchObject({ figures: 1, unchanged: 1, rejected: 0 });
  });

  const lazy = { selection: pmcSelection.parse({ images: 'lazy' }) };
  const pictures = (): readonly string[] => objects().filter((key) => key.endsWith('.jpg'));

  it('fetches images that were left on the server; what people decided stays', async () => {
    expect((await run(lazy)).counts).toMatchObject({ figures: 12, pairs: 12 });
    expect(pictures()).toEqual([]);
    using corpus = openCorpus(folder, 'test');
    const wide = { text: '', filter: 'width>=16' };
    expect(openView(corpus, wide).total).toBe(0);
    applyCuration(corpus, [3], { kind: 'caption', caption: 'A better caption.' }, 'ann');
    applyCuration(corpus, [4], { kind: 'status', status: 'accepted' }, 'ann');
    const decided = [3, 4].map((id) => figureDetail(corpus, id).curation);
    // One object cannot be had at first: its figure stays on the server.
    const key = 'PMC102.1/PMC102-g001.jpg';
    const picture = dataSet.objects.get(key) ?? Buffer.alloc(0);
    dataSet.objects.delete(key);
    const first = await run({ dryRun: true });
    expect(first.counts).toMatchObject({ figures: 0, nowLocal: 11, rejected: 1 });
    expect((await run()).counts).toMatchObject({ figures: 0, unchanged: 0, nowLocal: 11, rejected: 1 });
    corpus.refresh();
    expect(figureDetail(corpus, 2).image.source.kind).toBe('remote');
    dataSet.objects.set(key, picture);
    server.forget();
    expect((await run()).counts).toMatchObject({ figures: 0, nowLocal: 1, unchanged: 1, rejected: 0 });
    expect(pictures()).toEqual([key]);
    corpus.refresh();
    for (let id = 0; id < 12; id += 1) {
      const { image } = figureDetail(corpus, id);
      const bytes = await readFile(blobPath(folder, image.sha256));
      expect(image).toMatchObject({ sizeBytes: bytes.length, format: 'jpeg', source: { kind: 'blob' } });
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(image.sha256);
    }
    expect([3, 4].map((id) => figureDetail(corpus, id).curation)).toEqual(decided);
    expect(openView(corpus, wide).total).toBe(12);
    server.forget();
    expect((await run()).counts).toMatchObject({ nowLocal: 0, totals: { figures: 12 } });
    expect((await run(lazy)).counts).toMatchObject({ nowLocal: 0, totals: { figures: 12 } });
    expect(objects()).toEqual([]);
  });

  it('never puts the picture of a later version beside the text of an earlier one', async () => {
    await run(lazy);
    const media = { 'a.jpg': await image('jpeg', { red: 7 }) };
    const body = figure('F1', { href: 'a', caption: 'Another figure altogether.' });
    dataSet.set('PMC103.1', { xml: article(body, { pmcid: '103' }), media });
    const found = await run();
    expect(found.counts).toMatchObject({ nowLocal: 10, rejected: 1 });
    expect(found.rejected).toMatchObject([{ item: 'PMC103/F1', code: 'duplicate' }]);
  });

  it('fetches of a changed article what has changed, from a server that misbehaves', async () => {
    await run();
    server.forget();
    const newer = await smallVersion('PMC104', { figures: 3 });
    const changed = 'PMC104.1/PMC104-g002.jpg';
    const added = 'PMC104.1/PMC104-g003.jpg';
    const media = { ...newer.media, 'PMC104-g002.jpg': await image('jpeg', { red: 9, width: 40 }) };
    dataSet.set('PMC104.1', { ...newer, media });
    server.misbehave(changed, { kind: 'wrong bytes' });
    server.misbehave(added, { kind: 'cut', afterBytes: 50 });
    const found = await run();
    expect(new Set(pictures())).toEqual(new Set([changed, added]));
    // A row keeps the picture that its text and its vectors belong to.
    expect(found.counts).toMatchObject({ figures: 1, unchanged: 1, rejected: 1 });
    expect(found.rejected).toMatchObject([{ item: 'PMC104/F2', code: 'duplicate' }]);
  });

  it('fetches an image again that was damaged since', async () => {
    await run();
    using corpus = openCorpus(folder, 'test');
    const { image: kept } = figureDetail(corpus, 6);
    writeFileSync(blobPath(folder, kept.sha256), 'damaged');
    dataSet.set('PMC104.1', { ...(await smallVersion('PMC104')), metadata: { is_retracted: true } });
    server.forget();
    expect((await run()).counts).toMatchObject({ figures: 0, unchanged: 2 });
    expect(pictures()).toEqual(['PMC104.1/PMC104-g001.jpg']);
    expect((await readFile(blobPath(folder, kept.sha256))).length).toBe(kept.sizeBytes);
  });

  it('finds images at another address that were left on the server', async () => {
    await run(lazy);
    // The same data set at another address: its images are found there from now on.
    await using other = await startTestServer(dataSet.objects);
    await server.close();
    server = other;
    expect((await run(lazy)).counts).toMatchObject({ figures: 0, unchanged: 12 });
    using corpus = openCorpus(folder, 'test');
    expect(figureDetail(corpus, 0).image.source).toMatchObject({
      kind: 'remote',
      url: expect.stringContaining(other.url),
    });
  });

  it('says what it would take, and remembers nothing of it', async () => {
    expect((await run({ dryRun: true })).counts).toMatchObject({ figures: 12 });
    expect(readdirSync(folder)).toEqual([]);
    expect((await run()).counts).toMatchObject({ figures: 12 });
  });
});
