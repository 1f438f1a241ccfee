/**
 * A process for the crash test: writes without end and says on standard output what is confirmed. It is killed.
 *
 *     node test-crash.ts ingest FOLDER
 *     node test-crash.ts curate FOLDER ROUND
 */
import { writeSync } from 'node:fs';
import { openCorpus } from './corpus.ts';
import { applyCuration, undoCuration } from './curation.ts';
import { ingest } from './ingest.ts';
import { testRecords } from './test-corpus.ts';
import { CorpusWriter } from './writer.ts';
import type { IngestItem } from '#app/domain/figure.ts';

/** Figures of the source that the crash test imports. */
export const crashFigures = 20_000;

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

const [, , work, folder, round = ''] = process.argv;
if (work === 'ingest' && folder) await ingestForever(folder);
if (work === 'curate' && folder) curateForever(folder, round);
