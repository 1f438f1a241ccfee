/** What the benchmark of vector search prints: times and recall of each side, ratios at equal recall, and the bars. */
import { type FilterName, filters, kinds, type Truth } from './bench-data.ts';
import { askedKs, type SideAnswers, type SideReport } from './bench-sides.ts';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export const megabytes = (bytes = 0): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const p50 = ({ milliseconds }: SideAnswers): number => quantile(milliseconds, 0.5);
const p95 = ({ milliseconds }: SideAnswers): number => quantile(milliseconds, 0.95);

function recallOf(answer: SideAnswers, truth: Truth): number {
  if (answer.recall !== undefined) return answer.recall;
  const recalls = answer.rows.map((rows, query) => {
    const wanted = truth[answer.filter][answer.kind][query].slice(0, answer.k);
    const found = new Set(rows.slice(0, answer.k));
    return wanted.filter((row) => found.has(row)).length / wanted.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** One line per setting, filter and kind of query, with both numbers of results side by side. */
export function table({ answers }: SideReport, truth: Truth): void {
  const ofK = askedKs.map((k) => `${`k ${k}: p50`.padStart(10)}      p95 recall@${String(k).padEnd(3)}`);
  say(`${'side'.padEnd(48)} ${'filter'.padEnd(9)} ${'queries'.padEnd(7)} ${ofK.join(' ')}`);
  for (const first of answers.filter(({ k }) => k === askedKs[0])) {
    const cells = askedKs.map((k) => {
      const answer = answers.find(
        (other) => isSameQuestion(other, first, k) && other.setting === first.setting,
      );
      if (!answer) return ''.padEnd(30);
      const [half, most] = [p50(answer), p95(answer)].map((value) => value.toFixed(2));
      return `${half.padStart(10)} ${most.padStart(8)}     ${recallOf(answer, truth).toFixed(4)}`;
    });
    const name = `${first.side} ${first.setting}`.trimEnd();
    say(`${name.padEnd(48)} ${first.filter.padEnd(9)} ${first.kind.padEnd(7)} ${cells.join('  ')}`);
  }
}

const isSameQuestion = (a: SideAnswers, b: SideAnswers, k: number): boolean =>
  a.filter === b.filter && a.kind === b.kind && a.k === k;

/** The other side's fastest setting whose recall is no lower than ours, or than the bar. */
export function compare(ours: SideReport, theirs: SideReport, truth: Truth): void {
  for (const own of ours.answers) {
    const others = theirs.answers.filter((other) => isSameQuestion(other, own, own.k));
    if (others.length === 0) continue;
    const least = Math.min(wantedRecall[own.k] ?? 1, recallOf(own, truth));
    const [best] = others
      .filter((other) => recallOf(other, truth) >= least)
      .toSorted((a, b) => p50(a) - p50(b));
    const line = `against ${others[0].side}, ${own.filter}, ${own.kind}, k ${own.k}, recall >= ${least.toFixed(3)}:`;
    if (!best) {
      const highest = Math.max(...others.map((other) => recallOf(other, truth)));
      say(`${line} no setting of it reaches the recall (highest ${highest.toFixed(4)})`);
      continue;
    }
    const [half, most] = [p50(best) / p50(own), p95(best) / p95(own)].map((ratio) => ratio.toFixed(1));
    say(
      `${line} p50 ${half} times, p95 ${most} times as fast as ${best.setting || 'it'} (${p50(best).toFixed(1)} ms, ${recallOf(best, truth).toFixed(4)})`,
    );
  }
}

export function bars(name: string, ours: SideReport, truth: Truth): void {
  for (const k of askedKs) {
    const ofK = ours.answers.filter((answer) => answer.k === k);
    for (const filter of filters) {
      const worst = worstRecall(ofK, filter, truth);
      bar(
        `${name}: recall@${k}, ${filter}, worse of ${kinds.join(' and ')}`,
        worst,
        worst >= wantedRecall[k],
      );
    }
    const slowest = Math.max(...ofK.map(p95));
    bar(`${name}: p95 of the slowest at k ${k}, ms`, slowest, slowest < 30);
    const cold = Math.max(...ofK.map(({ firstMilliseconds }) => quantile(firstMilliseconds, 0.95)));
    say(`       ${name}: p95 of the slowest when asked for the first time, ms: ${cold.toFixed(1)}`);
  }
  const resident = ours.residentBytes / 2 ** 20;
  bar(`${name}: resident, MB`, resident, resident < 300);
}

const worstRecall = (answers: readonly SideAnswers[], filter: FilterName, truth: Truth): number =>
  Math.min(...answers.filter((answer) => answer.filter === filter).map((answer) => recallOf(answer, truth)));

/** By number of results. */
const wantedRecall: Record<number, number> = { 10: 0.99, 100: 0.98 };
const bar = (what: string, value: number, isMet: boolean): void =>
  say(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(value < 2 ? 4 : 1)}`);
