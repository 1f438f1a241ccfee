import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FigureRecord, IngestItem, Rejection } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { openCorpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { openDatabase } from './database.ts';
import { figureDetail } from './figure-detail.ts';
import { ingest, type IngestUpdate } from './ingest.ts';
import { drawSplit } from './split.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { addCounts, noCounts, type WriteCounts } from './write-counts.ts';
import { CorpusWriter } from './writer.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder[Symbol.dispose]();
});

const records = (count: number, seed = 1): FigureRecord[] => [...testRecords(count, seed)];

function write(
  figures: readonly FigureRecord[],
  split?: ConstructorParameters<typeof CorpusWriter>[1]['split'],
): WriteCounts {
  using writer = new CorpusWriter(folder.path, { name: 'test', ...(split ? { split } : {}) });
  writer.startSource('test');
  return writer.writeBatch('test', figures, []);
}

/** All tables as text: two equal corpora have equal dumps. */
function dump(path: string): string {
  const database = openDatabase(path, 'read');
  try {
    const tables = ['article', 'figure', 'mention', 'dict', 'rejection', 'curation', 'curation_log'];
    return tables
      .flatMap((table) => database.prepare(`SELECT * FROM ${table}`).all())
      .map((row) => JSON.stringify(row))
      .join('\n');
  } finally {
    database.close();
  }
}

describe('identity', () => {
  it('importing again adds nothing, in any order and any batch', () => {
    const figures = records(300);
    expect(write(figures)).toMatchObject({ figures: 300, unchanged: 0 });
    const before = dump(folder.path);
    expect(write(figures.toReversed())).toMatchObject({ articles: 0, figures: 0, pairs: 0, unchanged: 300 });
    expect(dump(folder.path)).toBe(before);
  });

  it('is article and figure id; the same image elsewhere is another figure', () => {
    const [first] = records(1);
    const other: FigureRecord = { ...first, figureId: 'F9' };
    const elsewhere: FigureRecord = { ...first, article: { ...first.article, key: 'PMC2' } };
    expect(write([first, first, other, elsewhere])).toMatchObject({ articles: 2, figures: 3, unchanged: 1 });
  });

  it('survives an edit: an edited caption is neither doubled nor overwritten', () => {
    const figures = records(5);
    write(figures);
    using corpus = openCorpus(folder.path, 'test');
    corpus.database.prepare('UPDATE figure SET caption = ? WHERE id = 2').run('Edited');
    write(figures);
    expect(figureDetail(corpus, 2).caption).toBe('Edited');
  });

  it('follows an image that moved, and learns of a retraction', () => {
    const [first] = records(1);
    const at = (path: string): FigureRecord => ({
      ...first,
      image: { ...first.image, source: { kind: 'file', path } },
    });
    write([at('/old/place.png')]);
    const moved = at(join(folder.path, 'sample', 'new.png'));
    expect(write([{ ...moved, article: { ...first.article, retracted: true } }])).toMatchObject({
      unchanged: 1,
    });
    using corpus = openCorpus(folder.path, 'test');
    expect(figureDetail(corpus, 0)).toMatchObject({
      image: { source: { kind: 'file', path: join(folder.path, 'sample', 'new.png') } },
      article: { retracted: true },
    });
    // Inside the corpus folder paths are kept relative: the folder may move.
    expect(corpus.database.prepare('SELECT source_path AS path FROM figure').get()?.['path']).toBe(
      'sample/new.png',
    );
  });
});

describe('splits', () => {
  it('are drawn by article, by seed, in the shares asked for', () => {
    write(records(4000), { shares: [0.5, 0.25, 0.25], seed: 7 });
    using corpus = openCorpus(folder.path, 'test');
    const rows = corpus.database
      .prepare('SELECT aid, count(DISTINCT split) AS splits FROM figure GROUP BY aid HAVING splits > 1')
      .all();
    expect(rows).toEqual([]);
    const splits = corpus.database.prepare('SELECT split, count(*) AS n FROM article GROUP BY split').all();
    const articles = corpus.articles;
    for (const [split, share] of [0.5, 0.25, 0.25].entries()) {
      // Four standard deviations of a binomial draw.
      const tolerance = 4 * Math.sqrt((share * (1 - share)) / articles);
      expect(Math.abs(Number(splits[split]['n']) / articles - share)).toBeLessThan(tolerance);
    }
  });

  it('depend on nothing but key, seed and shares', () => {
    const plan = { shares: [0.9, 0.05, 0.05], seed: 1 } as const;
    const draw = (seed: number) =>
      Array.from({ length: 200 }, (_none, index) => drawSplit(`PMC${index}`, { ...plan, seed }));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(
      new Set(
        Array.from({ length: 500 }, (_none, index) => drawSplit(`${index}`, { shares: [0, 3, 0], seed: 0 })),
      ),
    ).toEqual(new Set(['dev']));
    expect(() => drawSplit('a', { shares: [0, 0, 0], seed: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });

  it('of the source win, and later figures of an article follow it', () => {
    const [first, second] = records(40).filter(
      ({ article }, _index, all) => article.key === all[0].article.key,
    );
    write([{ ...first, split: 'test' }]);
    write([second], { shares: [1, 0, 0], seed: 0 });
    using corpus = openCorpus(folder.path, 'test');
    expect([figureDetail(corpus, 0).split, figureDetail(corpus, 1).split]).toEqual(['test', 'test']);
  });
});

describe('ingest', () => {
  async function run(items: Iterable<IngestItem>, signal?: AbortSignal) {
    using writer = new CorpusWriter(folder.path, { name: 'test' });
    const updates: IngestUpdate[] = [];
    async function* source(): AsyncGenerator<IngestItem> {
      for (const item of items) yield item;
    }
    const stream = ingest(writer, 'test', source(), signal ? { signal } : {});
    for (;;) {
      const { value, done } = await stream.next();
      if (done) return { counts: value, updates, totals: writer.totals() };
      updates.push(value);
    }
  }
  const figure = (record: FigureRecord): IngestItem => ({ kind: 'figure', figure: record });
  const rejected = (item: string): IngestItem => ({
    kind: 'rejected',
    rejection: { source: 'test', item, code: 'no-caption', message: 'It has no caption.' },
  });

  it('counts, reports every rejection once and tells what is durable', async () => {
    const figures = records(900);
    const items = figures.flatMap((record, index) =>
      index % 100 === 0 ? [rejected(`row ${index}`), figure(record)] : [figure(record)],
    );
    const { counts, updates, totals } = await run([
      { kind: 'progress', done: 1, total: 900, detail: 'start' },
      ...items,
    ]);
    const articles = new Set(figures.map(({ article }) => article.key)).size;
    const pairs = figures.filter(({ caption }) => caption !== '').length;
    expect(counts).toEqual({
      articles,
      figures: 900,
      nowLocal: 0,
      pairs,
      unchanged: 0,
      rejected: 9,
      rejectedBy: { 'no-caption': 9 },
    });
    expect(totals).toEqual({ articles, figures: 900, pairs });
    expect(updates.flatMap((update) => update.rejected).map(({ item }) => item)).toEqual(
      Array.from({ length: 9 }, (_none, index) => `row ${index * 100}`),
    );
    expect(
      updates
        .map(({ committed }) => committed)
        .filter((committed) => committed !== undefined)
        .at(-1),
    ).toBe(900);
    expect(updates[0]).toMatchObject({ progress: { done: 1, total: 900, detail: 'start' } });
    const before = dump(folder.path);
    expect((await run(items)).counts).toMatchObject({ figures: 0, unchanged: 900, rejected: 9 });
    expect(dump(folder.path)).toBe(before);
  });

  it('keeps what was read when it is cancelled, and goes on from there', async () => {
    const figures = records(500);
    const cancel = new AbortController();
    function* untilCancelled(): Generator<IngestItem> {
      for (const [index, record] of figures.entries()) {
        if (index === 200) cancel.abort();
        yield figure(record);
      }
    }
    await expect(run(untilCancelled(), cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
    const { counts } = await run(figures.map(figure));
    expect(counts).toMatchObject({ unchanged: 200, figures: 300 });
    const whole = temporaryFolder();
    writeRecords(whole.path, figures);
    expect(dump(folder.path)).toBe(dump(whole.path));
    whole[Symbol.dispose]();
  });

  it('stops with storage-full when the disk is full, with every confirmed row in place', () => {
    using writer = new CorpusWriter(folder.path, { name: 'test', largestPages: 60 });
    writer.startSource('test');
    let confirmed = 0;
    let failure: unknown;
    try {
      for (let batch = 0; batch < 100; batch += 1) {
        confirmed += writer.writeBatch('test', records(200, batch + 1), []).figures;
      }
    } catch (thrown) {
      failure = thrown;
    }
    expect(failure).toBeInstanceOf(FigscopeError);
    expect(failure).toMatchObject({ code: 'storage-full', message: expect.stringMatching(/disk is full/) });
    expect(confirmed).toBeGreaterThan(0);
    using corpus = openCorpus(folder.path, 'test');
    expect(corpus.rows).toBe(confirmed);
    corpus.database.exec("INSERT INTO fts(fts, rank) VALUES ('integrity-check', 1)");
  });
});

describe('duplicates that are skipped', () => {
  const twin = (figure: FigureRecord, key: string, caption = figure.caption): FigureRecord => ({
    ...figure,
    article: { ...figure.article, key },
    caption,
  });
  const source = (): FigureRecord[] => {
    const figures = records(40).filter(({ caption }) => caption !== '');
    return figures.flatMap((figure, index) => [
      figure,
      ...(index % 3 === 0 ? [twin(figure, `PMC9${index}`)] : []),
      ...(index % 5 === 0 ? [twin(figure, `PMC8${index}`, `Another: ${figure.caption}`)] : []),
    ]);
  };
  const skip = (figures: readonly FigureRecord[], options: { rehearsal?: boolean } = {}) => {
    using writer = new CorpusWriter(folder.path, { name: 'test', duplicates: 'skip', ...options });
    writer.startSource('test');
    const rejected: Rejection[] = [];
    const counts = noCounts();
    for (let at = 0; at < figures.length; at += 7) {
      const rejections: Rejection[] = [];
      addCounts(counts, writer.writeBatch('test', figures.slice(at, at + 7), rejections));
      rejected.push(...rejections);
    }
    return { counts, rejected };
  };

  it('are counted by reason and name the figure they repeat; another caption of the image stays', () => {
    const figures = source();
    const kept = new Set(figures.map(({ image, caption }) => image.sha256 + caption)).size;
    const rehearsal = skip(figures, { rehearsal: true });
    const { counts, rejected } = skip(figures);
    expect(counts).toMatchObject({ figures: kept, rejectedBy: { duplicate: figures.length - kept } });
    expect(rejected[0]).toMatchObject({
      item: figures[1] && `${figures[1].article.key}/${figures[1].figureId}`,
      code: 'duplicate',
      message:
        figures[0] && `Its image and caption are those of ${figures[0].article.key}/${figures[0].figureId}.`,
    });
    expect(rehearsal.counts.rejectedBy).toEqual(counts.rejectedBy);
    expect(rehearsal.rejected).toEqual(rejected);
  });

  it('are the same ones when the import runs again, and after a caption was edited', () => {
    const figures = source();
    const first = skip(figures.slice(0, 20));
    using corpus = openCorpus(folder.path, 'test');
    applyCuration(corpus, [0], { kind: 'caption', caption: 'Edited by hand' }, 'Ada');
    const again = skip(figures);
    expect(again.rejected.slice(0, first.rejected.length)).toEqual(first.rejected);
    expect(again.counts.unchanged).toBe(first.counts.figures);
    expect(skip(figures).rejected).toEqual(again.rejected);
  });
});
