/** Looks a corpus over: is anything damaged, and does anything leak from one split into another? */
import type { CheckReport, Problem } from '#app/domain/check.ts';
import type { Progress } from '#app/domain/job.ts';
import { checkBlobs } from './blobs-part.ts';
import type { CheckContext, OpenContext } from './context.ts';
import { checkDatabase } from './database-part.ts';
import { Findings } from './findings.ts';
import { checkImages } from './images-part.ts';
import { checkIndexes } from './index-part.ts';
import { findLeaks, noLeaks, type Leakage } from './leakage/find-leaks.ts';
import { openForCheck } from './open-database.ts';
import type { Step } from './pace.ts';
import { restore } from './remedies.ts';
import { checkSideCar } from './side-car-part.ts';
import { checkTextIndex } from './text-part.ts';
import { checkVectors } from './vectors-part.ts';

export interface CheckUpdate {
  readonly progress?: Progress;
  /** In the last update. */
  readonly report?: CheckReport;
}

export interface CheckRequest {
  readonly depth: 'quick' | 'full';
  readonly leakage: boolean;
}

/** Parts with their shares of the whole, in per cent of a check with all of them. */
const parts: readonly {
  readonly part: Problem['part'];
  readonly share: number;
  readonly check: (context: OpenContext) => AsyncGenerator<Step>;
  /** What is said when damage ends this part before its end. */
  readonly cutShort: string;
}[] = [
  {
    part: 'database',
    share: 20,
    check: checkDatabase,
    cutShort: 'The database is damaged: it cannot be read to its end.',
  },
  { part: 'text-index', share: 10, check: checkTextIndex, cutShort: 'The text index cannot be read.' },
  {
    part: 'side-car',
    share: 5,
    check: checkSideCar,
    cutShort: 'The side-car could not be held against the rows, which cannot be read.',
  },
  { part: 'vectors', share: 7, check: checkVectors, cutShort: 'The vectors cannot be read.' },
  { part: 'index', share: 3, check: checkIndexes, cutShort: 'The vector indexes cannot be read.' },
  { part: 'blobs', share: 10, check: checkBlobs, cutShort: 'The kept images cannot all be looked at.' },
  {
    part: 'images',
    share: 10,
    check: checkImages,
    cutShort: 'The images outside the corpus cannot all be looked at.',
  },
];
const leakageShare = 35;
const tellEveryMs = 200;

/**
 * Checks the corpus in `folder`, which is opened here, because a damaged one may not open. Nothing of it is changed;
 * fingerprints that were made for the search for leaks are kept beside it. Throws cancelled when the signal fires.
 */
export async function* checkCorpus(
  folder: string,
  name: string,
  { depth, leakage }: CheckRequest,
  signal: AbortSignal,
): AsyncGenerator<CheckUpdate> {
  const startedAt = performance.now();
  const findings = new Findings();
  const context: CheckContext = { folder, depth, signal, findings };
  let leaks: Leakage = noLeaks;
  const opened = openForCheck(context);
  if (opened) {
    const open: OpenContext = { ...context, ...opened };
    try {
      let done = 0;
      for (const { part, share, check, cutShort } of parts) {
        yield* shared(orNoted(open, part, cutShort, check(open)), done, share);
        done += share;
      }
      const search = findLeaks(open);
      const cutShort = 'The search for leaks stopped at a row that cannot be read.';
      if (leakage)
        leaks = (yield* shared(orNoted(open, 'database', cutShort, search), done, leakageShare)) ?? leaks;
    } finally {
      opened.database.close();
    }
  }
  const { problems, looked } = findings;
  yield {
    report: {
      corpus: name,
      ok: problems.every(({ severity }) => severity !== 'error'),
      problems,
      leakage: [...leaks.pairs],
      leakCounts: leaks.counts,
      duplicates: leaks.duplicates,
      looked,
      seconds: (performance.now() - startedAt) / 1000,
    },
  };
}

/** The steps of a part as progress of the whole; returns what the part returns. */
async function* shared<R>(
  steps: AsyncGenerator<Step, R>,
  from: number,
  share: number,
): AsyncGenerator<CheckUpdate, R> {
  let told = -Infinity;
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    if (performance.now() - told < tellEveryMs) continue;
    told = performance.now();
    const { detail, fraction } = step.value;
    const done = Math.round(10 * (from + share * Math.min(1, fraction))) / 10;
    yield { progress: { done, total: 100, unit: '%', detail } };
  }
}

/** Damage that ends a part is a finding, and the next part has its turn. */
async function* orNoted<R>(
  { findings, signal }: OpenContext,
  part: Problem['part'],
  message: string,
  steps: AsyncGenerator<Step, R>,
): AsyncGenerator<Step, R | undefined> {
  try {
    return yield* steps;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    findings.note({ part, severity: 'error', message, remedy: restore, examples: [reason] });
    return undefined;
  }
}
