import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataContract, retrievalInput, type DataContract } from './test-retrieval.ts';
import type { EmbeddingSummary } from '#app/domain/corpus.ts';
import type { FigureRecord } from '#app/domain/figure.ts';
import type { Client } from '#app/rpc/define.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serveByName } from '#app/rpc/peer.ts';
import { temporaryFolder, testRecords, writeRecords } from '#main/store/test-corpus.ts';
import { openVectorWriter } from '#main/store/vector-writer.ts';
import { createDataWorker } from '#main/workers/data-handlers.ts';
import { compareFigures } from './compare-figures.ts';
import { SearchService } from './search-service.ts';

const dimension = 4;
const embeddingId = 'tiny-aaaaaaaa';
const scratch: Disposable[] = [];

/** Captions, images by name, and vectors of eight figures; the last was added after the embedding was made. */
const figures = [
  { caption: 'Chest radiograph with an effusion.', image: 'one', vector: [1, 0, 0, 0] },
  { caption: 'Chest radiograph  with an EFFUSION.', image: 'two', vector: [0.9, 0.1, 0, 0] },
  { caption: 'The same picture again.', image: 'one', vector: [1, 0, 0, 0] },
  { caption: 'Liver histology.', image: 'three', vector: [0, 1, 0, 0] },
  { caption: 'A damaged file.', image: 'four', vector: [0, 0, 0, 0] },
  { caption: 'Chest wall tumour.', image: 'five', vector: [0.5, 0.5, 0, 0] },
  { caption: 'An effusion in the joint.', image: 'six', vector: [0, 0, 1, 0] },
  { caption: 'Chest effusion, added later.', image: 'seven', vector: undefined },
] as const;

let data: Client<DataContract>;
let embedding: EmbeddingSummary;
/** What the index would answer instead of comparing with everything. */
let isApproximate = false;

function unit(vector: readonly number[]): number[] {
  const norm = Math.hypot(...vector) || 1;
  return vector.map((value) => value / norm);
}

beforeEach(async () => {
  isApproximate = false;
  const folder = temporaryFolder();
  scratch.push(folder);
  const path = join(folder.path, 'corpus');
  const templates = [...testRecords(figures.length)];
  writeRecords(
    path,
    figures.map(({ caption, image }, row): FigureRecord => {
      const sha256 = Buffer.from(image.padEnd(32)).toString('hex');
      const article = { ...templates[row].article, year: row < 4 ? 2010 : 2020, retracted: row === 5 };
      return {
        ...templates[row],
        article: { ...article, key: `PMC${row}`, pmcid: `PMC${row}` },
        caption,
        image: { ...templates[row].image, sha256, source: { kind: 'blob', sha256 } },
      };
    }),
  );
  const vectors = join(path, 'vectors', embeddingId);
  for (const side of ['image', 'text'] as const) {
    using writer = openVectorWriter(vectors, dimension, side);
    for (const { vector } of figures) if (vector) writer.append(Float32Array.from(unit(vector)));
    writer.commit();
  }
  writeFileSync(join(vectors, 'passport.json'), JSON.stringify(passport));

  const worker = createDataWorker({
    folder: path,
    name: 'test',
    sources: { readSource: () => noSource(), sampleFigures: () => noSource() },
  });
  const handlers = new Map<string, unknown>(Object.entries(worker.handlers));
  const exactly = worker.handlers['data.searchVectors'];
  handlers.set('data.searchVectors', async (...[request, context]: Parameters<typeof exactly>) => {
    const found = await exactly(request, context);
    return isApproximate && !request.exact ? { ...found, exact: false, recallEstimate: 0.993 } : found;
  });
  const [ours, theirs] = memoryTransportPair();
  const served = serveByName(theirs, dataContract, handlers);
  const connected = connect(ours, dataContract);
  scratch.push(worker, served, { [Symbol.dispose]: () => connected.close() });
  data = connected;
  [embedding] = (await data['data.summary']({})).embeddings;
});

afterEach(() => {
  for (const resource of scratch.splice(0).reverse()) resource[Symbol.dispose]();
});

const passport = {
  model: 'tiny',
  weightsHash: 'a'.repeat(64),
  tokenizerHash: 'b'.repeat(64),
  preprocessing: {
    imageSize: 64,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    interpolation: 'bicubic',
    prepare: 'exact',
  },
  dimension,
  precision: 'fp32',
  engine: 'test',
};

// oxlint-disable-next-line require-yield -- nothing is imported here
async function* noSource(): AsyncGenerator<never> {
  throw new Error('nothing is imported');
}

/** Every query is encoded as the vector of the first figure. */
function service(): SearchService {
  return new SearchService({
    corpora: { open: async () => data },
    embed: {
      choose: async () => ({
        ...embedding,
        ...(isApproximate ? { indexed: { image: figures.length, text: figures.length } } : {}),
      }),
    },
    catalogue: { folder: async () => 'models/tiny' },
    uploads: { files: async () => ['query.png'] },
    desk: {
      ask: async (_choice, work) => work(retrievalInput.desk(Float32Array.of(1, 0, 0, 0), passport)),
    },
  });
}

const search = (request: Parameters<typeof retrievalInput.request>[0]) =>
  service().search(retrievalInput.request(request));
const text = (words: string) => ({ kind: 'text' as const, text: words });
const idsOf = ({ hits }: Awaited<ReturnType<typeof search>>) => hits.map(({ figure }) => figure.id);

describe('search by meaning', () => {
  it('collapses figures with the same image and says so, and still returns k hits', async () => {
    const found = await search({ query: text('an effusion'), k: 3 });
    expect(idsOf(found)).toEqual([0, 1, 5]);
    expect(found.hits.map(({ copies }) => copies)).toEqual([[2], [], []]);
    expect(found.hits.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(found.hidden).toContainEqual({ reason: 'copies of a hit that is shown', count: 1 });
    const apart = await search({ query: text('an effusion'), k: 3, collapse: false });
    expect(idsOf(apart)).toEqual([0, 2, 1]);
    expect(apart.hidden.map(({ reason }) => reason)).not.toContain('copies of a hit that is shown');
  });

  it('collapses captions with the same words when captions are searched', async () => {
    const found = await search({ query: text('an effusion'), direction: 'text-text', k: 2 });
    // Figure 2 has the image of figure 0, but other words.
    expect(idsOf(found)).toEqual([0, 2]);
    expect(found.hits[0].copies).toEqual([1]);
  });

  it('explains everything that it did not look at', async () => {
    const found = await search({ query: text('an effusion'), filter: 'year:2020', k: 5 });
    expect(idsOf(found)).toEqual([5, 6]);
    expect(found.pool).toBe(2);
    expect(found.hidden).toEqual([
      { reason: 'excluded by the filter', count: 4 },
      { reason: 'not embedded yet', count: 1 },
      { reason: 'image could not be read when it was embedded', count: 1 },
    ]);
    expect(found.hits[0].figure.retracted).toBe(true);
    expect(found.hits[1].figure.retracted).toBeUndefined();
  });

  it('refuses a filter that means nothing and a query without content', async () => {
    await expect(search({ query: text('chest'), filter: 'colour:red' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(search({ query: text(' \n ') })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The query is empty.',
    });
  });
});

describe('search by example', () => {
  it('leaves the figure itself out, but not its copies', async () => {
    const found = await search({ query: { kind: 'like', figure: 0 }, k: 2 });
    expect(idsOf(found)).toEqual([2, 1]);
    expect(found.hits[0].cosine).toBeCloseTo(1);
    expect(found.pool).toBe(5);
  });

  it('knows the rank of the own pair only after comparing with everything', async () => {
    const query = { kind: 'like' as const, figure: 1 };
    const exact = await search({ query, direction: 'image-text' });
    expect(exact.truePairRank).toBe(1);
    isApproximate = true;
    const near = await search({ query, direction: 'image-text' });
    expect(near).toMatchObject({ exact: false, recallEstimate: 0.993 });
    expect(near.truePairRank).toBeUndefined();
    expect(near.notes.join()).toMatch(/rank of the figure’s own pair is not known/);
    const again = await search({ query, direction: 'image-text', exact: true });
    expect(again).toMatchObject({ exact: true, truePairRank: 1 });
    expect(again.recallEstimate).toBeUndefined();
    expect(idsOf(again)).toEqual(idsOf(near));
  });

  it('says what is missing when the figure has no vector', async () => {
    await expect(search({ query: { kind: 'like', figure: 7 } })).rejects.toMatchObject({
      code: 'not-found',
      remedy: expect.stringContaining('Embed'),
    });
  });
});

describe('search by words', () => {
  it('ranks captions and names the words that none of them holds', async () => {
    const found = await search({ query: text('effusion zebrafish'), mode: 'lexical' });
    expect(new Set(idsOf(found))).toEqual(new Set([0, 6, 7]));
    expect(found.hits.every(({ cosine }) => cosine === undefined)).toBe(true);
    expect(found.hits.find(({ figure }) => figure.id === 0)?.copies).toEqual([1]);
    expect(found.notes[0]).toBe('No caption holds “zebrafish”.');
    expect(found.hits[0].figure.highlights.length).toBeGreaterThan(0);
    expect(found.embedding).toBeUndefined();
  });

  it('refuses a text of operators alone', async () => {
    for (const only of ['OR', '-effusion', '" "', '…']) {
      await expect(search({ query: text(only), mode: 'lexical' })).rejects.toMatchObject({
        code: 'invalid-input',
        remedy: expect.stringContaining('at least one word'),
      });
    }
    await expect(search({ query: { kind: 'like', figure: 0 }, mode: 'lexical' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('hybrid search', () => {
  it('says which side found a hit, and at which place', async () => {
    const found = await search({ query: text('effusion'), mode: 'hybrid', k: 10 });
    const hit = (id: number) => found.hits.find(({ figure }) => figure.id === id);
    expect(hit(0)).toMatchObject({ matched: ['lexical', 'semantic'], sideRanks: { semantic: 1 } });
    expect(hit(3)).toMatchObject({ matched: ['semantic'] });
    // Found by its words; it has no vector, so no cosine.
    expect(hit(7)).toMatchObject({ matched: ['lexical'], sideRanks: { lexical: expect.any(Number) } });
    expect(hit(7)?.cosine).toBeUndefined();
    expect(hit(6)?.cosine).toBeCloseTo(0);
    expect(idsOf(found)[0]).toBe(0);
  });

  it('goes on by meaning when the text has no word to look for', async () => {
    const found = await search({ query: text('-effusion'), mode: 'hybrid', k: 1 });
    expect(idsOf(found)).toEqual([0]);
    expect(found.notes[0]).toMatch(/no word to look for/);
  });
});

describe('two figures', () => {
  const compare = (a: number, b: number) =>
    compareFigures(
      { corpora: { open: async () => data }, embed: { choose: async () => embedding } },
      { corpus: 'test', a, b },
    );

  it('have a cosine for every pair of sides', async () => {
    const { image, text: words, imageText, textImage } = await compare(0, 5);
    for (const cosine of [image, words, imageText, textImage]) expect(cosine).toBeCloseTo(Math.SQRT1_2, 3);
  });

  it('have none where one of them has no vector', async () => {
    expect(await compare(0, 7)).toEqual({ embedding: { id: embeddingId, model: 'tiny' } });
    await expect(compare(0, 99)).rejects.toMatchObject({ code: 'not-found' });
  });
});
