/**
 * `npm run bench -- ingest [ROUNDS]`: real articles to records on one core, beside the bare tokenizer and, when
 * FIGSCOPE_PYTHON has it, pubmed_parser; then on several threads. Every side reads the same files from disk, in turns.
 *
 * Ours parses the whole document and yields front matter, captions, panels and the paragraphs that cite each figure.
 * `parse_pubmed_caption` gives captions only: no inline references, no licence, date or retraction, no nested graphics.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Tokenizer } from 'htmlparser2';
import { python } from '#main/dev/python.ts';
import { requireShared } from '#main/dev/shared.ts';
import { gunzipToScratch } from './archive/gunzip.ts';
import { openTar } from './archive/tar.ts';
import { filesBelow } from './testing/files-below.ts';
import { parseArticles } from './jats/parse-articles.ts';
import { rootName } from './sniff.ts';

interface Round {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly figures: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const isDocument = (name: string): boolean => /\.n?xml$/.test(name);
const nothing = (): void => undefined;
const deaf = {
  onattribdata: nothing,
  onattribentity: nothing,
  onattribend: nothing,
  onattribname: nothing,
  oncdata: nothing,
  onclosetag: nothing,
  oncomment: nothing,
  ondeclaration: nothing,
  onend: nothing,
  onopentagend: nothing,
  onopentagname: nothing,
  onprocessinginstruction: nothing,
  onselfclosingtag: nothing,
  ontext: nothing,
  ontextentity: nothing,
};

function tokenize(path: string): number {
  const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, deaf);
  tokenizer.write(readFileSync(path, 'utf8'));
  tokenizer.end();
  return 0;
}

const figuresOf = (path: string): number =>
  parseArticles(readFileSync(path)).reduce((sum, { figures }) => sum + figures.length, 0);

function round(paths: readonly string[], work: (path: string) => number): Round {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const figures = paths.reduce((sum, path) => sum + work(path), 0);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - startedAt) / 1000, figures };
}

/** Copies the real documents of the shared data to a folder; those that are no articles stay out. */
async function documents(folder: string): Promise<readonly string[]> {
  const unpacked = await gunzipToScratch(requireShared('data/pmc/xml_only.tar.gz'), folder, undefined);
  await using tar = await openTar(unpacked.path);
  const articles = requireShared('data/pmc/articles');
  const listed = await readdir(articles, { recursive: true });
  const paths = listed.filter(isDocument).map((name) => join(articles, name));
  for await (const file of filesBelow(tar.tree)) {
    if (!isDocument(file.name)) continue;
    const path = join(folder, `${paths.length}.xml`);
    await writeFile(path, await file.read());
    paths.push(path);
  }
  return paths.filter((path) => rootName(readFileSync(path)) === 'article');
}

/** A Python that parses all files each time it is asked; undefined where there is none, or without pubmed_parser. */
async function pubmedParser(paths: readonly string[], folder: string) {
  if (python === undefined) return undefined;
  const list = join(folder, 'list.txt');
  await writeFile(list, paths.join('\n'));
  const child = spawn(python, [join(import.meta.dirname, 'pubmed_captions.py'), list], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.on('error', nothing);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = await lines.next();
  if (ready.done) return undefined;
  const ask = async (): Promise<Round> => {
    child.stdin.write('\n');
    const [cpu = 0, wall = 0, figures = 0] = String((await lines.next()).value)
      .split(' ')
      .map(Number);
    return { cpuSeconds: cpu, wallSeconds: wall, figures };
  };
  return { version: String(ready.value).replace('ready ', ''), ask, stop: () => child.stdin.end() };
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function main(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'figscope-bench-'));
  try {
    const paths = await documents(folder);
    const peer = await pubmedParser(paths, folder);
    // Each side has a thread of its own, so that none runs code that was compiled for the calls of another.
    const tokenizer = new Worker(new URL(import.meta.url), { workerData: { paths, work: 'tokenize' } });
    const reader = new Worker(new URL(import.meta.url), { workerData: { paths, work: 'read' } });
    const sides: Record<string, Round[]> = { bare: [], ours: [], peer: [] };
    for (let count = -2; count < rounds; count += 1) {
      const bare = await passesOf(tokenizer, 1);
      const ours = await passesOf(reader, 1);
      const theirs = await peer?.ask();
      if (count < 0) continue;
      sides['bare']?.push(bare);
      sides['ours']?.push(ours);
      if (theirs) sides['peer']?.push(theirs);
    }
    peer?.stop();
    await Promise.all([tokenizer.terminate(), reader.terminate()]);
    const cores = availableParallelism();
    say(
      `${paths.length} articles, ${rounds} rounds in turns, ${cores} cores, load ${loadavg()[0]?.toFixed(1)}`,
    );
    report('htmlparser2 tokenizer alone', paths.length, sides['bare'] ?? [], sides['ours'] ?? []);
    report(
      'figscope: records with inline references',
      paths.length,
      sides['ours'] ?? [],
      sides['ours'] ?? [],
    );
    if (peer) {
      const name = `pubmed_parser ${peer.version}: captions only`;
      report(name, paths.length, sides['peer'] ?? [], sides['ours'] ?? []);
    } else say('pubmed_parser: not measured (set FIGSCOPE_PYTHON to a Python that has it)');
    await threads(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Articles per second of processor time in the best round, which another load disturbs least, by the clock in the middle
 * one, and what ours makes of theirs.
 */
function report(name: string, articles: number, rounds: readonly Round[], ours: readonly Round[]): void {
  const best = (side: readonly Round[]): number =>
    Math.max(...side.map(({ cpuSeconds }) => articles / cpuSeconds));
  const cpu = best(rounds);
  const wall = middle(rounds.map(({ wallSeconds }) => articles / wallSeconds));
  const ratio = best(ours) / cpu;
  say(
    `${name.padEnd(44)} ${cpu.toFixed(0).padStart(6)} articles/s (${wall.toFixed(0)} by the clock), ${rounds[0]?.figures ?? 0} figures, ours ${ratio.toFixed(2)} times that`,
  );
}

const passes = 12;

/** The same work on one thread and on as many as there are cores. */
async function threads(paths: readonly string[]): Promise<void> {
  let single = 0;
  for (let count = 1; count <= Math.min(4, availableParallelism()); count += 1) {
    const workers = Array.from({ length: count }, (_, index) => {
      const share = paths.filter((_path, at) => at % count === index);
      return new Worker(new URL(import.meta.url), { workerData: { paths: share, work: 'read' } });
    });
    await Promise.all(workers.map((worker) => passesOf(worker, 4)));
    const startedAt = performance.now();
    await Promise.all(workers.map((worker) => passesOf(worker, passes)));
    const rate = (passes * paths.length * 1000) / (performance.now() - startedAt);
    await Promise.all(workers.map((worker) => worker.terminate()));
    if (count === 1) single = rate;
    const times = (rate / single).toFixed(2);
    say(
      `${`figscope on ${count} thread${count > 1 ? 's' : ''}`.padEnd(44)} ${rate.toFixed(0).padStart(6)} articles/s by the clock, ${times} times one`,
    );
  }
}

/** Lets a thread read its files so many times. */
async function passesOf(worker: Worker, count: number): Promise<Round> {
  const answer = once(worker, 'message');
  worker.postMessage(count);
  const [round] = await answer;
  return round;
}

function thread({ paths, work }: { paths: readonly string[]; work: 'tokenize' | 'read' }): void {
  const read = work === 'tokenize' ? tokenize : figuresOf;
  parentPort?.on('message', (count: number) => {
    const all = Array.from({ length: count }, () => paths).flat();
    parentPort?.postMessage(round(all, read));
  });
}

if (isMainThread) await main(Number(process.argv[2] ?? 15));
else thread(workerData);
