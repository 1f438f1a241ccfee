/**
 * `npm run bench -- vectors [--rows N] [--dimension D] [--sides ours,tail,exact,lancedb,usearch-f16,usearch-i8]
 * [--limit SECONDS] [--keep FOLDER]`: approximate search over clustered vectors, also with a twentieth of the rows added
 * after the index was built, against exact search, and against LanceDB and usearch where FIGSCOPE_PEERS names a
 * node_modules folder that has them. All over the same vectors (made in FOLDER, where they stay), each in a process of
 * its own that is stopped when it takes longer than the limit; then the bars that the index is held to.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTruth, type Truth, writeVectors } from './bench-data.ts';
import { lancedb } from './bench-lancedb.ts';
import { askExact, askOurs, buildOurs, type SideInput, type SideReport } from './bench-sides.ts';
import { bars, compare, megabytes, say, table } from './bench-table.ts';
import { askTail, buildTail } from './bench-tail.ts';
import { usearchByte, usearchHalf } from './bench-usearch.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    dimension: { type: 'string', default: '512' },
    sides: { type: 'string', default: 'ours,tail,exact,lancedb,usearch-f16,usearch-i8' },
    limit: { type: 'string', default: '900' },
    keep: { type: 'string' },
    work: { type: 'string' },
    folder: { type: 'string', default: '' },
  },
});
const input: SideInput = {
  folder: options.folder,
  rows: Number(options.rows),
  dimension: Number(options.dimension),
  limitSeconds: Number(options.limit),
};

const works = {
  data: (at: SideInput): SideReport => {
    writeVectors(at.folder, at.rows, at.dimension);
    writeFileSync(join(at.folder, 'truth.json'), JSON.stringify(findTruth(at.folder, at.rows, at.dimension)));
    return { answers: [], residentBytes: 0 };
  },
  build: buildOurs,
  ours: askOurs,
  'tail-build': buildTail,
  tail: askTail,
  exact: askExact,
  lancedb,
  'usearch-f16': usearchHalf,
  'usearch-i8': usearchByte,
};
type Work = keyof typeof works;
const peers = ['lancedb', 'usearch-f16', 'usearch-i8'] as const;
const isWork = (name: string | undefined): name is Work => name !== undefined && name in works;

/** Does one work in a process of its own; undefined when it failed or took too long, which is said. */
function run(folder: string, work: Work): SideReport | undefined {
  const startedAt = performance.now();
  const args = [fileURLToPath(import.meta.url), '--work', work, '--folder', folder];
  const numbers = ['--rows', options.rows, '--dimension', options.dimension, '--limit', options.limit];
  const { status, signal } = spawnSync(process.execPath, [...args, ...numbers], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 1000 * input.limitSeconds,
    killSignal: 'SIGKILL',
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const end =
    status === 0 ? '' : signal === 'SIGKILL' ? `, stopped at its limit of ${options.limit} s` : ', failed';
  say(`(${work}: ${seconds.toFixed(0)} s${end})`);
  if (status !== 0) return undefined;
  const report: SideReport = JSON.parse(readFileSync(join(folder, `${work}.json`), 'utf8'));
  return report;
}

function runAll(folder: string, sides: readonly string[]): void {
  say(`${input.rows.toLocaleString('en')} x ${input.dimension}, 2,000 clusters`);
  const about = join(folder, 'about.json');
  const wanted = JSON.stringify({ rows: input.rows, dimension: input.dimension });
  if (!existsSync(about) || readFileSync(about, 'utf8') !== wanted) {
    if (!run(folder, 'data')) return;
    writeFileSync(about, wanted);
  }
  const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const built = run(folder, 'build');
  const ours = run(folder, 'ours');
  if (!built || !ours) return;
  say(
    `figscope: built in ${built.buildSeconds?.toFixed(1)} s on two threads, peak ${megabytes(built.buildPeakBytes)}, ${megabytes(built.bytes)} on disk, resident ${megabytes(ours.residentBytes)}`,
  );
  table(ours, truth);
  const grown = sides.includes('tail') ? run(folder, 'tail-build') : undefined;
  const tail = grown ? run(folder, 'tail') : undefined;
  if (tail) {
    say(`an index of the other rows, with clusters that were known: ${grown?.buildSeconds?.toFixed(1)} s`);
    for (const fact of tail.facts ?? []) say(fact);
    table(tail, truth);
  }
  const exact = sides.includes('exact') ? run(folder, 'exact') : undefined;
  if (exact) {
    table(exact, truth);
    compare(ours, exact, truth);
  }
  for (const side of peers) {
    if (!sides.includes(side)) continue;
    if (process.env['FIGSCOPE_PEERS'] === undefined) {
      say(`(${side}: FIGSCOPE_PEERS names no folder that has it)`);
      continue;
    }
    const report = run(folder, side);
    if (report) tellPeer(side, report, ours, truth);
  }
  bars('ours', ours, truth);
  if (tail) bars('with a tail', tail, truth);
}

function tellPeer(side: string, report: SideReport, ours: SideReport, truth: Truth): void {
  const { buildSeconds = 0, buildPeakBytes, bytes, residentBytes, rows } = report;
  const reached =
    rows === undefined
      ? ''
      : ` (${rows.toLocaleString('en')} rows, then its time was over: ${(rows / buildSeconds).toFixed(0)} a second, ${((input.rows / rows) * buildSeconds).toFixed(0)} s for all at best)`;
  say(
    `${side}: built in ${buildSeconds.toFixed(1)} s${reached}, peak ${megabytes(buildPeakBytes)}, ${megabytes(bytes)} on disk beside the vectors, resident ${megabytes(residentBytes)}`,
  );
  for (const fact of report.facts ?? []) say(fact);
  table(report, truth);
  if (rows !== undefined) say('(ratios: ours among all rows, the other among those that it has)');
  compare(ours, report, truth);
}

if (isWork(options.work)) {
  const report = await works[options.work](input);
  writeFileSync(join(input.folder, `${options.work}.json`), JSON.stringify(report));
} else {
  const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'figscope-vectors-'));
  mkdirSync(folder, { recursive: true });
  try {
    runAll(folder, options.sides.split(','));
  } finally {
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
