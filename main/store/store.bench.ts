/**
 * `npm run bench -- store [ROWS]`: writes a corpus of made-up rows (100,000 by default) and times what the window asks.
 * Every figure is the median and the 95th percentile of repeated runs with changing arguments, cached answers left out.
 */
import { facetFields, type CorpusQuery } from '#app/domain/corpus.ts';
import { join } from 'node:path';
import { openCorpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { ExactIndex } from './exact-index.ts';
import { pageOf } from './page.ts';
import { queryCorpus } from './query.ts';
import { randomIntegers, temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { bestMatches } from './text-search.ts';
import { openVectorWriter } from './vector-writer.ts';

const rows = Number(process.argv[2] ?? 100_000);
/** As a model of the paper's size has. */
const dimension = 512;
const vectorRows = Math.min(rows, 50_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Times `work(round)`; the first runs, which compile and fill caches, do not count. */
function time(what: string, rounds: number, work: (round: number) => unknown): void {
  const milliseconds: number[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const startedAt = performance.now();
    work(round);
    if (round >= 0) milliseconds.push(performance.now() - startedAt);
  }
  milliseconds.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((share) => quantile(milliseconds, share).toFixed(2).padStart(9));
  say(`${what.padEnd(58)} ${p50} ${p95}`);
}

using folder = temporaryFolder();
const startedAt = performance.now();
writeRecords(folder.path, testRecords(rows, 1, 60), 'bench', 5000);
const seconds = (performance.now() - startedAt) / 1000;
say(
  `${rows.toLocaleString('en')} rows written with text index: ${Math.round(rows / seconds).toLocaleString('en')} rows/s`,
);

let corpus = openCorpus(folder.path, 'bench');
corpus[Symbol.dispose]();
const openedAt = performance.now();
corpus = openCorpus(folder.path, 'bench');
say(`opened with its side-car in ${(performance.now() - openedAt).toFixed(0)} ms\n`);
say(`${'milliseconds'.padEnd(58)} ${'p50'.padStart(9)} ${'p95'.padStart(9)}`);

const random = randomIntegers(2);
const query = (filter: string, text = '', sort?: CorpusQuery['sort']): CorpusQuery => ({
  text,
  filter,
  ...(sort ? { sort } : {}),
});
const year = (round: number): number => 1996 + ((round + 30) % 29);
/** A filter that no round before has used. */
const fresh = (round: number): string => `year>=${year(round)} width>${64 + round + 5}`;

time('query: filter', 40, (round) => queryCorpus(corpus, query(fresh(round)), []));
time('query: filter, sort by year', 40, (round) =>
  pageOf(corpus, query(`${fresh(round)} license:CC-BY`, '', { field: 'year', direction: 'desc' }), 0, 60),
);
time('facets: one, under a filter', 40, (round) =>
  queryCorpus(corpus, query(`${fresh(round)} split:train`), ['journal']),
);
time('facets: all seven, under a filter', 20, (round) =>
  queryCorpus(corpus, query(`${fresh(round)} split:dev`), facetFields),
);
time('facets: all seven, cached rows', 20, () => queryCorpus(corpus, query('split:test'), facetFields));
time('page of 60 anywhere', 100, () => pageOf(corpus, query(''), random(rows - 60), 60));
time('page of 60 anywhere in a sorted view', 100, () =>
  pageOf(corpus, query('', '', { field: 'journal', direction: 'asc' }), random(rows - 60), 60),
);
time('text: rare word, first page', 40, () => pageOf(corpus, query('', `term${6000 + random(8000)}`), 0, 60));
time('text: word of middling frequency, first page', 40, (round) =>
  pageOf(corpus, query('', `term${20 + round + 3}`), 0, 60),
);
time('text: common word, count and facets', 10, (round) =>
  queryCorpus(corpus, query('', `chest -term${9000 + round}`), ['year', 'license']),
);
time('text: common word, first page', 10, (round) =>
  pageOf(corpus, query('', `chest -term${9100 + round}`), 0, 60),
);
time('text: common word under a filter, first page', 10, (round) =>
  pageOf(corpus, query(fresh(round), `cell -term${round + 9200}`), 0, 60),
);
time('text: best 20 of a sentence', 20, () =>
  bestMatches(corpus, `term${random(9000)} lesion of the liver`, 20, undefined),
);
time('curation: status of one figure, durable', 50, (round) =>
  applyCuration(
    corpus,
    [random(rows)],
    { kind: 'status', status: round % 2 === 0 ? 'accepted' : 'rejected' },
    'bench',
  ),
);
time('curation: caption of one figure, durable', 50, (round) =>
  applyCuration(
    corpus,
    [random(rows)],
    { kind: 'caption', caption: `caption ${round} of the benchmark` },
    'bench',
  ),
);
const many = Array.from({ length: Math.min(rows, 10_000) }, (_none, row) => row);
time(`curation: tag ${many.length.toLocaleString('en')} figures`, 3, (round) =>
  applyCuration(corpus, many, { kind: 'tags', add: [`tag ${round}`], remove: [] }, 'bench'),
);

const vectors = new Float32Array(1000 * dimension);
const embedding = join(folder.path, 'vectors', 'bench');
{
  using writer = openVectorWriter(embedding, dimension, 'image');
  for (let first = 0; first < vectorRows; first += 1000) {
    for (let index = 0; index < vectors.length; index += 1) vectors[index] = (random(2001) - 1000) / 13_000;
    writer.append(vectors);
  }
  writer.commit();
}
using index = new ExactIndex(embedding, 'image', dimension, vectorRows);
time(`vectors: exact top 100 of ${vectorRows.toLocaleString('en')} x ${dimension}`, 10, (round) =>
  index.search({
    vector: vectors.slice((round + 3) * dimension, (round + 4) * dimension),
    k: 100,
    mask: undefined,
  }),
);
say(`\nresident memory ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`);
corpus[Symbol.dispose]();
