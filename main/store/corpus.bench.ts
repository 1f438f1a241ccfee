/**
 * `npm run bench -- corpus --rows N[,M...] [--keep FOLDER]`: makes synthetic corpora of so many rows (in FOLDER, where
 * they are found again, else in a temporary one that goes again), opens each in a data process of its own as the host
 * does, and times everything that the window asks of it. Every bar is printed beside its number; nothing is tested.
 */
import { existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contractVersion, dataContract, type DataContract } from '#app/contract/index.ts';
import { facetFields } from '#app/domain/corpus.ts';
import type { Client } from '#app/rpc/define.ts';
import { nodeLauncher } from '../supervisor/node-launcher.ts';
import { startWorkerLife } from '../supervisor/worker-life.ts';
import { columnsFileName } from './columns-file.ts';
import { databaseFileName } from './database.ts';
import { corpusQuestions } from './testing/corpus-questions.ts';
import { longestWait, measure, type Measured } from './testing/measure.ts';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, keep: { type: 'string' } },
});
const firstPageBarMs = 1000;
const memoryBarMb = 1024;
const ingestBar = 8000;
/** Below this a number is the noise of the clock. */
const smallest = 0.1;

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const count = (value: number): string => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number): string => `${count(bytes / 2 ** 20)} MB`;
const verdict = (isWithin: boolean, bar: string): string => `bar ${bar}: ${isWithin ? 'ok' : 'OVER'}`;

interface DataProcess extends AsyncDisposable {
  readonly client: Client<DataContract>;
  /** The most memory that its beats have told of, in bytes. */
  readonly peakBytes: () => number;
}

/** A data worker, started as the host starts it. */
async function dataProcess(folder: string): Promise<DataProcess> {
  let peak = 0;
  const life = startWorkerLife({
    name: 'data',
    launcher: nodeLauncher(),
    entry: new URL('../workers/data.ts', import.meta.url),
    contract: dataContract,
    version: String(contractVersion),
    env: { FIGSCOPE_CORPUS_FOLDER: folder, FIGSCOPE_CORPUS_NAME: 'bench' },
    onHealth: ({ rssBytes }) => (peak = Math.max(peak, rssBytes)),
  });
  const client = await life.ready;
  return {
    client,
    peakBytes: () => peak,
    [Symbol.asyncDispose]: async () => void (await life.stop()),
  };
}

/** Writes the rows, or finds them; says how fast at the beginning and at the end. */
async function make(folder: string, rows: number): Promise<void> {
  await using worker = await dataProcess(folder);
  const marks: { readonly done: number; readonly atMs: number }[] = [];
  const startedAt = performance.now();
  for await (const { progress } of worker.client['data.synthesise']({ rows, seed: 0 })) {
    if (progress && progress.done > (marks.at(-1)?.done ?? 0))
      marks.push({ done: progress.done, atMs: performance.now() - startedAt });
  }
  const seconds = (performance.now() - startedAt) / 1000;
  if (marks.length < 2) return say(`  rows: found, ${count(rows)}`);
  const written = rows - marks[0].done;
  const rate = (from: number, to: number): number => {
    const [first, last] = [from, to].map(
      (share) => marks.find(({ done }) => done >= share * rows) ?? marks[marks.length - 1],
    );
    return (1000 * (last.done - first.done)) / Math.max(1, last.atMs - first.atMs);
  };
  const mean = written / seconds;
  say(
    `  rows and text index: ${count(mean)} rows/s with the merge at the end (${verdict(mean >= ingestBar, `${count(ingestBar)} rows/s`)})`,
  );
  say(`  first tenth ${count(rate(0, 0.1))} rows/s, last tenth ${count(rate(0.9, 1))} rows/s`);
  say(`  import process: ${megabytes(worker.peakBytes())} at most`);
}

/** From the start of the process to the first rows. */
async function opened(
  folder: string,
  what: string,
  barMs?: number,
): Promise<DataProcess & { readonly firstPageMs: number }> {
  const startedAt = performance.now();
  const worker = await dataProcess(folder);
  const readyMs = performance.now() - startedAt;
  const query = { text: '', filter: '' };
  await worker.client['data.query']({ query, facets: [] });
  await worker.client['data.page']({ query, offset: 0, limit: 60 });
  const pageMs = performance.now() - startedAt - readyMs;
  say(
    `  ${what}: process ${count(readyMs)} ms, then first page ${count(pageMs)} ms${barMs === undefined ? '' : ` (${verdict(pageMs <= barMs, `${count(barMs)} ms`)})`}`,
  );
  return { ...worker, firstPageMs: pageMs };
}

const once = (what: string, unit: string, value: number): Measured => ({
  what,
  unit,
  barMs: undefined,
  p50: value,
  p95: value,
});

async function questions(folder: string, rows: number): Promise<Measured[]> {
  await using worker = await opened(folder, 'open', firstPageBarMs);
  const { client } = worker;
  say(`\n  ${'milliseconds'.padEnd(50)} ${'p50'.padStart(9)} ${'p95'.padStart(9)}`);
  const results: Measured[] = [once('open, first page', 'ms', worker.firstPageMs)];
  for (const question of corpusQuestions(client, rows)) {
    const measured = await measure(question);
    results.push(measured);
    say(`  ${lineOf(measured)}`);
  }
  const slowWait = await longestWait(
    () =>
      client['data.query']({
        query: { text: 'the of', filter: 'year>=2007 split:train' },
        facets: [...facetFields],
      }),
    () => client['data.page']({ query: { text: '', filter: '' }, offset: Math.floor(rows / 3), limit: 60 }),
  );
  say(
    `  a page while the commonest words are counted by seven facets waits ${count(slowWait)} ms at most (${verdict(slowWait <= 300, '300 ms')})`,
  );
  say(
    `  data process: ${megabytes(worker.peakBytes())} at most (${verdict(worker.peakBytes() < memoryBarMb * 2 ** 20, '1 GB')})`,
  );
  results.push(once('data process at most', 'MB', worker.peakBytes() / 2 ** 20));
  return results;
}

function lineOf({ what, p50, p95, barMs }: Measured): string {
  const numbers = [p50, p95].map((value) => value.toFixed(1).padStart(9)).join(' ');
  return `${what.padEnd(50)} ${numbers}  ${barMs === undefined ? '' : verdict(p95 <= barMs, `${barMs}`)}`;
}

/** Opening when the side-car is gone: it is put back afterwards. */
async function withoutSideCar(folder: string): Promise<Measured[]> {
  const [path, aside] = [join(folder, columnsFileName), join(folder, `${columnsFileName}.aside`)];
  if (!existsSync(path)) return [];
  renameSync(path, aside);
  try {
    await using worker = await opened(folder, 'open without a side-car');
    return [once('open without a side-car', 'ms', worker.firstPageMs)];
  } finally {
    renameSync(aside, path);
  }
}

function sizes(folder: string): Measured[] {
  return [databaseFileName, columnsFileName].map((name) => {
    const { size } = statSync(join(folder, name));
    say(`  ${name}: ${megabytes(size)}`);
    return once(`${name} on disk`, 'MB', size / 2 ** 20);
  });
}

async function main(): Promise<void> {
  const home = options.keep ?? mkdtempSync(join(tmpdir(), 'figscope-bench-'));
  const all: SizeReport[] = [];
  try {
    for (const rows of options.rows
      .split(',')
      .map(Number)
      .toSorted((left, right) => left - right)) {
      const folder = join(home, 'corpora', `rows-${rows}`);
      say(`\n${count(rows)} rows`);
      await make(folder, rows);
      const results = [
        ...(await questions(folder, rows)),
        ...(await withoutSideCar(folder)),
        ...sizes(folder),
      ];
      all.push({ rows, results });
    }
    if (all.length > 1) growth(all);
  } finally {
    if (options.keep === undefined) rmSync(home, { recursive: true, force: true });
  }
}

interface SizeReport {
  readonly rows: number;
  readonly results: readonly Measured[];
}

/**
 * Side by side, and how each grows from the fewest rows to the most: the power e in time ~ rows^e, where 0 is the same
 * at any size and 1 is twice as long for twice the rows. The median says it best, the 95th percentile has outliers.
 */
function growth(all: readonly SizeReport[]): void {
  const [first, last] = [all[0], all[all.length - 1]];
  const power = (from: number, to: number): string =>
    (Math.log(to / from) / Math.log(last.rows / first.rows)).toFixed(2).padStart(7);
  const sizes = all.map(({ rows }) => count(rows).padStart(11)).join('');
  for (const share of ['p50', 'p95'] as const) {
    say(
      `\n${`${share}, at so many rows`.padEnd(50)}${sizes}${'factor'.padStart(9)}${'power'.padStart(7)}  (rows: ${(last.rows / first.rows).toFixed(1)} times as many)`,
    );
    first.results.forEach(({ what, unit }, index) => {
      const values = all.map(({ results }) => results[index][share]);
      const [from, to] = [values[0], values[values.length - 1]].map((value) => Math.max(value, smallest));
      const shown = values.map((value) => value.toFixed(1).padStart(11)).join('');
      say(`${`${what}, ${unit}`.padEnd(50)}${shown}${(to / from).toFixed(1).padStart(9)}${power(from, to)}`);
    });
  }
}

await main();
