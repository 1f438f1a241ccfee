/**
 * `npm run bench -- vectors [--rows N] [--dimension D] [--sides ours,exact,lancedb,usearch]`: approximate search over
 * clustered vectors against exact search, and against LanceDB and usearch where FIGSCOPE_PEERS names a node_modules
 * folder that has them, all over the same vectors, each in a process of its own, and the bars that the index is held to.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTruth, type FilterName, filters, kinds, type Truth, writeVectors } from './bench-data.ts';
import { lancedb, usearch } from './bench-peers.ts';
import {
  askExact,
  askOurs,
  buildOurs,
  type SideAnswers,
  type SideInput,
  type SideReport,
} from './bench-sides.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    dimension: { type: 'string', default: '512' },
    sides: { type: 'string', default: 'ours,exact,lancedb,usearch' },
    work: { type: 'string' },
    folder: { type: 'string', default: '' },
  },
});
const input: SideInput = {
  folder: options.folder,
  rows: Number(options.rows),
  dimension: Number(options.dimension),
};

const works = {
  data: (at: SideInput): SideReport => {
    writeVectors(at.folder, at.rows, at.dimension);
    writeFileSync(join(at.folder, 'truth.json'), JSON.stringify(findTruth(at.folder, at.rows, at.dimension)));
    return { answers: [], residentBytes: 0 };
  },
  build: buildOurs,
  ours: askOurs,
  exact: askExact,
  lancedb,
  usearch,
};
type Work = keyof typeof works;
const isWork = (name: string | undefined): name is Work => name !== undefined && name in works;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Does one work in a process of its own; undefined when it failed, which it says itself. */
function run(folder: string, work: Work): SideReport | undefined {
  const startedAt = performance.now();
  const args = [fileURLToPath(import.meta.url), '--work', work, '--folder', folder];
  const numbers = ['--rows', options.rows, '--dimension', options.dimension];
  const { status } = spawnSync(process.execPath, [...args, ...numbers], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  say(`(${work}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s${status === 0 ? '' : ', failed'})`);
  if (status !== 0) return undefined;
  const report: SideReport = JSON.parse(readFileSync(join(folder, `${work}.json`), 'utf8'));
  return report;
}

function runAll(folder: string, sides: readonly string[]): void {
  say(`${input.rows.toLocaleString('en')} x ${input.dimension}, 2,000 clusters`);
  if (!run(folder, 'data')) return;
  const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const built = run(folder, 'build');
  const ours = run(folder, 'ours');
  if (!built || !ours) return;
  say(
    `figscope: built in ${built.buildSeconds?.toFixed(1)} s on two threads, peak ${megabytes(built.buildPeakBytes)}, ${megabytes(built.bytes)} on disk`,
  );
  table(ours.answers, truth);
  const hasPeers = process.env['FIGSCOPE_PEERS'] !== undefined;
  const exact = sides.includes('exact') ? run(folder, 'exact') : undefined;
  if (exact) table(exact.answers, truth);
  for (const side of ['lancedb', 'usearch'] as const) {
    const report = hasPeers && sides.includes(side) ? run(folder, side) : undefined;
    if (!report) continue;
    const size = report.bytes === undefined ? '' : `, ${megabytes(report.bytes)} on disk beside the vectors`;
    say(
      `${side}: built in ${report.buildSeconds?.toFixed(1)} s${report.rows ? ` (${report.rows} rows)` : ''}, peak ${megabytes(report.buildPeakBytes)}${size}, resident ${megabytes(report.residentBytes)}`,
    );
    table(report.answers, truth);
    if (side === 'lancedb') compare(ours.answers, report.answers, truth);
  }
  if (exact) compare(ours.answers, exact.answers, truth);
  bars(ours, truth);
}

const megabytes = (bytes = 0): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

function recallAt(answer: SideAnswers, truth: Truth, k: number): number {
  const recalls = answer.rows.map((rows, query) => {
    const wanted = truth[answer.filter][answer.kind][query].slice(0, k);
    const found = new Set(rows.slice(0, k));
    return wanted.filter((row) => found.has(row)).length / wanted.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

function table(answers: readonly SideAnswers[], truth: Truth): void {
  say(`${'side'.padEnd(40)} ${'filter'.padEnd(10)} ${'queries'.padEnd(8)}    k      p50      p95  recall@k`);
  for (const answer of answers) {
    const { side, setting, filter, kind, k, milliseconds } = answer;
    const [p50, p95] = [0.5, 0.95].map((share) => quantile(milliseconds, share).toFixed(2).padStart(8));
    const recall = (answer.recall ?? recallAt(answer, truth, k)).toFixed(4);
    say(
      `${`${side} ${setting}`.padEnd(40)} ${filter.padEnd(10)} ${kind.padEnd(8)} ${String(k).padStart(4)} ${p50} ${p95}  ${recall}`,
    );
  }
}

/** How many times as fast at equal recall: the other's fastest setting whose recall is no lower than the bar. */
function compare(ours: readonly SideAnswers[], theirs: readonly SideAnswers[], truth: Truth): void {
  for (const own of ours.filter(({ k }) => k === 10)) {
    const others = theirs.filter(({ filter, kind }) => filter === own.filter && kind === own.kind);
    const good = others.filter(
      (other) => recallAt(other, truth, 10) >= Math.min(wantedRecall, recallAt(own, truth, 10)),
    );
    const [best] = good.toSorted((a, b) => quantile(a.milliseconds, 0.5) - quantile(b.milliseconds, 0.5));
    if (others.length === 0) continue;
    const ratio = best && quantile(best.milliseconds, 0.5) / quantile(own.milliseconds, 0.5);
    say(
      `against ${others[0].side}, ${own.filter}, ${own.kind}: ${best ? `${ratio.toFixed(1)} times as fast as ${best.setting || 'it'}` : 'no setting of it reaches the recall'}`,
    );
  }
}

function bars(ours: SideReport, truth: Truth): void {
  const tens = ours.answers.filter(({ k }) => k === 10);
  const worst = (filter: FilterName): number =>
    Math.min(
      ...tens.filter((answer) => answer.filter === filter).map((answer) => recallAt(answer, truth, 10)),
    );
  for (const filter of filters)
    bar(
      `recall@10, ${filter}, worse of ${kinds.join(' and ')}`,
      worst(filter),
      worst(filter) >= wantedRecall,
    );
  const p95 = Math.max(...tens.map(({ milliseconds }) => quantile(milliseconds, 0.95)));
  bar('p95 of the slowest, ms', p95, p95 < 30);
  const residentMegabytes = ours.residentBytes / 2 ** 20;
  bar('resident, MB', residentMegabytes, residentMegabytes < 300);
}

const wantedRecall = 0.99;
const bar = (what: string, value: number, isMet: boolean): void =>
  say(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(value < 2 ? 4 : 1)}`);

if (isWork(options.work)) {
  const report = await works[options.work](input);
  writeFileSync(join(input.folder, `${options.work}.json`), JSON.stringify(report));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-vectors-'));
  try {
    runAll(folder, options.sides.split(','));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
