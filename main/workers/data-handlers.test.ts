import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataContract, type DataContract } from '#app/contract/data-worker.ts';
import type { IngestItem } from '#app/domain/figure.ts';
import type { ImportCounts } from '#app/domain/job.ts';
import type { Client } from '#app/rpc/define.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serveByName } from '#app/rpc/peer.ts';
import { sharedPath } from '#main/dev/shared.ts';
import { readSource } from '#main/ingest/read-source.ts';
import { sampleFigures } from '#main/ingest/sample/sample-corpus.ts';
import { blobPath } from '#main/store/blobs.ts';
import { openCorpusReader } from '#main/store/corpus-reader.ts';
import { temporaryFolder, testRecords } from '#main/store/test-corpus.ts';
import { createDataWorker } from './data-handlers.ts';
import type { ImportSources } from './data-import.ts';

const scratch: Disposable[] = [];
let folder: string;

/** A source called `N` gives N figures; one that ends in `!` fails after them. */
const madeUp: ImportSources = {
  async *readSource({ path }, { limit }): AsyncGenerator<IngestItem> {
    for (const figure of testRecords(Math.min(limit ?? Infinity, Number.parseInt(path, 10))))
      yield { kind: 'figure', figure };
    if (path.endsWith('!')) throw new Error('the source broke');
  },
  sampleFigures,
};

beforeEach(() => {
  const temporary = temporaryFolder();
  scratch.push(temporary);
  folder = join(temporary.path, 'corpus');
});

afterEach(() => {
  for (const resource of scratch.splice(0).reverse()) resource[Symbol.dispose]();
});

/** A worker over a transport in memory: what it answers has passed the contract. */
function startWorker(sources: ImportSources = madeUp): Client<DataContract> {
  const worker = createDataWorker({ folder, name: 'test', sources });
  const [ours, theirs] = memoryTransportPair();
  const served = serveByName(theirs, dataContract, new Map(Object.entries(worker.handlers)));
  const client = connect(ours, dataContract);
  scratch.push(worker, served, { [Symbol.dispose]: () => client.close() });
  return client;
}

async function importAll(
  data: Client<DataContract>,
  paths: string[],
  options: { limit?: number; keepImages?: boolean } = {},
): Promise<ImportCounts> {
  let counts: ImportCounts | undefined;
  for await (const chunk of data['data.import']({ corpus: 'test', paths, ...options }))
    counts = chunk.counts ?? counts;
  if (!counts) throw new Error('the import ended without counts');
  return counts;
}

const query = { text: '', filter: '' };

describe('a data worker', () => {
  it('starts an empty corpus and answers everything about it', async () => {
    const data = startWorker();
    expect(await data['data.summary']({})).toMatchObject({
      name: 'test',
      figures: 0,
      pairs: 0,
      embeddings: [],
    });
    expect(await data['data.stats']({})).toMatchObject({
      bySplit: {},
      captionTokens: { unit: 'words', p50: 0 },
    });
    expect(
      await data['data.query']({ query: { text: 'chest', filter: 'year>2000' }, facets: ['year', 'tag'] }),
    ).toMatchObject({
      total: 0,
      facets: { year: [], tag: [] },
    });
    expect((await data['data.page']({ query, offset: 0, limit: 10 })).rows).toEqual([]);
    expect(await data['data.image']({ sha256: 'no hash' })).toBeNull();
    await expect(data['data.figure']({ figure: 0 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      data['data.query']({ query: { text: '', filter: 'colour:red' }, facets: [] }),
    ).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { position: 0 },
    });
  });

  it('copies images of a source that does not stay, once', async () => {
    const upload = join(folder, '..', 'upload');
    await mkdir(upload, { recursive: true });
    const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#823' } })
      .png()
      .toBuffer();
    await writeFile(join(upload, 'a.png'), png);
    await writeFile(join(upload, 'pairs.csv'), 'image,caption\na.png,A red rectangle\n');
    const data = startWorker({ ...madeUp, readSource });
    expect(await importAll(data, [upload], { keepImages: true })).toMatchObject({ figures: 1, pairs: 1 });
    await rm(upload, { recursive: true });
    const { image } = await data['data.figure']({ figure: 0 });
    expect(image.source).toEqual({ kind: 'blob', sha256: image.sha256 });
    expect(await readFile(blobPath(folder, image.sha256))).toEqual(png);
  });

  it('imports while another process answers, which sees the rows after a refresh', async () => {
    const [importer, reader] = [startWorker(), startWorker()];
    expect((await reader['data.summary']({})).figures).toBe(0);
    const first = await importAll(importer, ['300', '500']);
    expect(first).toMatchObject({ corpus: 'test', figures: 500, unchanged: 300, totals: { figures: 500 } });
    expect(await importAll(importer, ['500'])).toMatchObject({
      articles: 0,
      figures: 0,
      pairs: 0,
      unchanged: 500,
    });
    expect((await reader['data.query']({ query, facets: [] })).total).toBe(0);
    const { revision } = await reader['data.refresh']({});
    const { total, revision: seen, facets } = await reader['data.query']({ query, facets: ['split'] });
    expect([total, seen]).toEqual([500, revision]);
    expect(facets.split?.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    expect((await reader['data.stats']({})).pairs).toBe(first.totals.pairs);
    expect((await reader['data.ids']({ query })).ids.length).toBe(500);
  });

  it('keeps to the limit over all sources', async () => {
    const data = startWorker();
    // Both sources begin with the same figures.
    expect(await importAll(data, ['100', '400'], { limit: 150 })).toMatchObject({
      figures: 100,
      unchanged: 50,
    });
    expect(await importAll(data, ['100', '400'], { limit: 100 })).toMatchObject({
      figures: 0,
      unchanged: 100,
    });
  });

  it('keeps what came before a source broke', async () => {
    const data = startWorker();
    await expect(importAll(data, ['90!'])).rejects.toMatchObject({ message: 'the source broke' });
    await data['data.refresh']({});
    expect((await data['data.summary']({})).figures).toBe(90);
  });

  it('curates, undoes and tells the history', async () => {
    const data = startWorker();
    await importAll(data, ['40']);
    await data['data.refresh']({});
    const { rows } = await data['data.rows']({ ids: [7, 3] });
    expect(rows.map(({ id }) => id)).toEqual([7, 3]);
    const name = `${rows[0].articleKey}/${rows[0].figureId}`;
    const tagged = await data['data.curate']({
      figures: [name, 3, 3],
      change: { kind: 'tags', add: ['unclear'] },
      by: 'ann',
    });
    expect(tagged.summary).toBe('Tag unclear added to 2 figures');
    expect(tagged.figures.map(({ id, tags }) => [id, tags])).toEqual([
      [7, ['unclear']],
      [3, ['unclear']],
    ]);
    const undone = await data['data.undo']({ figure: name, by: 'ann' });
    expect(undone.figures.map(({ tags }) => tags)).toEqual([[], []]);
    expect(undone.revision).toBeGreaterThan(tagged.revision);
    expect((await data['data.redo']({ by: 'ann' })).summary).toBe('Redone: Tag unclear added to 2 figures');
    expect((await data['data.history']({ figure: 7 })).entries.map(({ undoes }) => undoes)).toEqual([
      1,
      1,
      undefined,
    ]);
    await expect(data['data.redo']({ by: 'ann' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('searches text with scores', async () => {
    const data = startWorker();
    await importAll(data, ['400']);
    await data['data.refresh']({});
    const found = await data['data.searchText']({ text: 'pneumonia', filter: 'split:train', k: 5 });
    expect(found.ids.length).toBe(5);
    expect([...found.scores]).toEqual([...found.scores].sort((a, b) => b - a));
    expect(found.pool).toBe(
      (await data['data.query']({ query: { text: '', filter: 'split:train' }, facets: [] })).total,
    );
    await expect(
      data['data.searchVectors']({
        embedding: 'x',
        side: 'image',
        vector: new Float32Array(4),
        filter: '',
        k: 1,
      }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the sample corpus', () => {
  it('is drawn once, cancelled halfway or not, with its images inside the corpus', async () => {
    const data = startWorker();
    for await (const { progress } of data['data.makeSample']({ seed: 1, count: 120 })) if (progress) break;
    const counts: ImportCounts[] = [];
    for (let round = 0; round < 2; round += 1) {
      for await (const chunk of data['data.makeSample']({ seed: 1, count: 120 }))
        if (chunk.counts) counts.push(chunk.counts);
    }
    expect(counts.map(({ totals }) => totals.pairs)).toEqual([120, 120]);
    expect(counts[1]).toMatchObject({ figures: 0, unchanged: 0 });
    using reader = openCorpusReader(folder);
    const rows = [...reader.rows()];
    expect(rows.length).toBe(120);
    expect(
      rows.every(({ source }) => source.kind === 'file' && source.path.startsWith(join(folder, 'sample'))),
    ).toBe(true);
    const train = [...reader.pairs('train')];
    expect([...reader.pairs()].length).toBe(120);
    expect(train.length).toBeGreaterThan(60);
    await data['data.refresh']({});
    await data['data.curate']({
      figures: [train[0].id],
      change: { kind: 'status', status: 'rejected' },
      by: 'ann',
    });
    await data['data.curate']({
      figures: [train[1].id],
      change: { kind: 'caption', caption: 'New words.' },
      by: 'ann',
    });
    expect([...reader.pairs('train')].slice(0, 1)).toMatchObject([
      { id: train[1].id, caption: 'New words.' },
    ]);
    expect([...reader.rows(118)].map(({ id }) => id)).toEqual([118, 119]);
  });
});

const articles = sharedPath('data/pmc');

describe.skipIf(!articles)('real articles', () => {
  it('import, answer and import again to the same state', async () => {
    const data = startWorker({ readSource, sampleFigures });
    const first = await importAll(data, [articles ?? '']);
    expect(first.pairs).toBeGreaterThan(50);
    expect(await importAll(data, [articles ?? ''])).toMatchObject({
      figures: 0,
      unchanged: first.figures,
      totals: first.totals,
    });
    await data['data.refresh']({});
    const { rows } = await data['data.page']({
      query: { text: 'cell', filter: 'license:CC-BY' },
      offset: 0,
      limit: 5,
    });
    expect(rows.length).toBe(5);
    for (const { id, caption, highlights, sha256 } of rows) {
      expect(highlights.map(([from, to]) => caption.slice(from, to).toLowerCase())).toContain('cell');
      expect(await data['data.image']({ sha256 })).toMatchObject({ id: expect.any(Number) });
      expect(await data['data.figure']({ figure: `sha256:${sha256}` })).toMatchObject({ image: { sha256 } });
      expect(id).toBeLessThan(first.totals.figures);
    }
    expect(blobPath(folder, 'ab12')).toBe(join(folder, 'blobs', 'ab', 'ab12'));
  });
});
