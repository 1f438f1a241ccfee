/**
 * A process for the crash test: writes without end and says on standard output what is confirmed. It is killed.
 *
 *     node test-crash.ts ingest FOLDER
 *     node test-crash.ts curate FOLDER ROUND
 *     node test-crash.ts synthesise FOLDER
 *     node test-crash.ts undo FOLDER          takes the last action back, and dies in the middle
 *     node test-crash.ts hold FOLDER          imports without end
 */
import { writeSync } from 'node:fs';
import { openCorpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { ingest } from './ingest.ts';
import { inSlices, writeLarge } from './large-transaction.ts';
import { synthesise } from './synth/synthesise.ts';
import { testRecords } from './test-corpus.ts';
import { CorpusWriter } from './writer.ts';
import type { IngestItem } from '#app/domain/figure.ts';
import { undoCuration, undoSteps } from './revert.ts';

/** Figures of the source that the crash test imports. */
export const crashFigures = 20_000;

/** Rows of the synthesis that the crash test kills, and of each of its transactions. */
export const crashRows = 6000;
export const crashTransaction = 1000;

export const captionOfStep = (round: string, step: number): string =>
  `Caption of round ${round} step ${step}`;

/** Synchronous: what was said has left the process, whatever happens next. */
function confirm(fact: unknown): void {
  writeSync(1, `${JSON.stringify(fact)}\n`);
}

async function* items(): AsyncGenerator<IngestItem> {
  for (const figure of testRecords(crashFigures)) yield { kind: 'figure', figure };
}

async function ingestForever(folder: string): Promise<void> {
  using writer = new CorpusWriter(folder, { name: 'test' });
  const before = writer.totals().figures;
  for await (const { committed } of ingest(writer, 'test', items())) {
    if (committed !== undefined) confirm({ figures: before + committed });
  }
}

/** Step by step: a caption, a tag on two figures, and after every third the undo of the tag. */
function curateForever(folder: string, round: string): void {
  const corpus = openCorpus(folder, 'test');
  for (let step = 0; ; step += 1) {
    const figure = step % 40;
    const caption = captionOfStep(round, step);
    const tag = `round ${round} step ${step}`;
    applyCuration(corpus, [figure], { kind: 'caption', caption }, 'ann');
    confirm({ step, figure, caption });
    applyCuration(corpus, [figure, figure + 40], { kind: 'tags', add: [tag], remove: [] }, 'ann');
    confirm({ step, tag });
    if (step % 3 === 0) {
      undoCuration(corpus, 'ann');
      confirm({ step, untag: tag });
    }
  }
}

/** Rows and short vectors; confirms what is done. */
async function synthesiseAll(folder: string): Promise<void> {
  const options = { rows: crashRows, seed: 3, vectors: 16 };
  const { signal } = new AbortController();
  for await (const { progress, result } of synthesise(folder, 'test', options, signal, crashTransaction)) {
    confirm(result ? { rows: result.rows } : { done: progress?.done ?? 0 });
  }
}

/** One transaction after another, each of many slices, as a large import has them. */
async function holdForever(folder: string): Promise<void> {
  using writer = new CorpusWriter(folder, { name: 'test' });
  writer.startSource('hold');
  for (let seed = 100; ; seed += 1) {
    confirm({ seed });
    await writeLarge(writer, 'hold', inSlices([...testRecords(20_000, seed)]), []);
  }
}

/** Each step is a transaction. */
function undoHalf(folder: string): void {
  const steps = undoSteps(openCorpus(folder, 'test'), 'ann', undefined, 0);
  for (let step = 0; step < 5; step += 1) steps.next();
  process.kill(process.pid, 'SIGKILL');
}

const [, , work, folder, round = ''] = process.argv;
if (work === 'ingest' && folder) await ingestForever(folder);
if (work === 'synthesise' && folder) await synthesiseAll(folder);
if (work === 'hold' && folder) await holdForever(folder);
if (work === 'curate' && folder) curateForever(folder, round);
if (work === 'undo' && folder) undoHalf(folder);
