/**
 * `npm run bench -- data-set [ARTICLES]`: PMC's article data set into a corpus from a server on this machine that takes
 * 30 ms for every answer: with few and many requests at a time, images copied and left there, and once more when
 * everything is known. Articles are small, with two figures each: what is measured is the way, not the decoding.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { importOptions, pmcSelection, type PmcSelection } from '#app/contract/imports.ts';
import { smallDataSet } from '#main/ingest/pmc-s3/test-data-set.ts';
import { startTestServer } from '#main/ingest/pmc-s3/test-server.ts';
import { readSource } from '#main/ingest/read-source.ts';
import { importSources } from './data-import.ts';

const delayMs = 30;
const firstPmcid = 101;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The server has a thread of its own: it must not take turns with what is measured. */
async function serve(articles: number): Promise<void> {
  const { objects } = await smallDataSet(articles, firstPmcid);
  const { url } = await startTestServer(objects, { delayMs });
  parentPort?.postMessage(url);
}

async function importOnce(folder: string, url: string, selection: Partial<PmcSelection>): Promise<number> {
  const sources = { readSource, sampleFigures: () => (async function* none() {})() };
  const { signal } = new AbortController();
  const request = {
    ...importOptions.parse({ corpus: 'bench', format: 'pmc-s3', selection: pmcSelection.parse(selection) }),
    paths: [url],
    keepImages: false,
  };
  const startedAt = performance.now();
  for await (const _chunk of importSources({ folder, name: 'bench', sources, signal }, request));
  return (performance.now() - startedAt) / 1000;
}

async function measure(articles: number): Promise<void> {
  const server = new Worker(new URL(import.meta.url), { workerData: { articles } });
  const url = await new Promise<string>((resolve) => server.once('message', (text) => resolve(String(text))));
  say(
    `${articles} articles, 2 figures each, ${delayMs} ms before every answer, load ${loadavg()[0]?.toFixed(1)}`,
  );
  say('requests at a time  images  articles/s  known, articles/s');
  for (const images of ['fetch', 'lazy'] as const) {
    for (const concurrency of [1, 8, 32]) {
      const folder = mkdtempSync(join(tmpdir(), 'figscope-bench-'));
      const seconds = await importOnce(folder, url, { concurrency, images });
      const again = await importOnce(folder, url, { concurrency, images });
      const rates = [articles / seconds, articles / again].map((rate) => rate.toFixed(0).padStart(10));
      say(`${String(concurrency).padStart(18)}  ${images.padEnd(6)}  ${rates.join('  ')}`);
      rmSync(folder, { recursive: true });
    }
  }
  say(`process: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`);
  await server.terminate();
}

if (isMainThread) await measure(Number(process.argv[2] ?? 400));
else await serve(Number(workerData.articles));
