import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importOptions, pmcSelection } from '#app/contract/imports.ts';
import type { ImportCounts } from '#app/domain/job.ts';
import type { Rejection } from '#app/domain/figure.ts';
import { smallDataSet, smallVersion, type TestDataSet } from '#main/ingest/pmc-s3/test-data-set.ts';
import { startTestServer, type TestServer } from '#main/ingest/pmc-s3/test-server.ts';
import { readSource } from '#main/ingest/read-source.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { figureDetail } from '#main/store/figure-detail.ts';
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

  it('has images either on the server or here, and fetches nothing twice', async () => {
    const lazy = { selection: pmcSelection.parse({ images: 'lazy' }) };
    expect((await run(lazy)).counts).toMatchObject({ figures: 12, pairs: 12 });
    expect(objects().some((key) => key.endsWith('.jpg'))).toBe(false);
    server.forget();
    expect((await run()).counts).toMatchObject({ figures: 0, totals: { figures: 12 } });
    expect(objects()).toEqual([]);
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
