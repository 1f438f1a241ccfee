/**
 * Invented rows in any number, the same for the same seed: what the store is measured with. Rows are written as an
 * import writes them. Killed at any moment, the same synthesis run again goes on and ends in the same state.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SynthesisOptions } from '#app/contract/corpus-work.ts';
import type { FigureRecord } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { databaseFileName, openDatabase } from '../database.ts';
import { embeddingsOf } from '../embedding-folder.ts';
import { rowsPerSlice, writeLarge } from '../large-transaction.ts';
import { factOf } from '../meta.ts';
import { SideCarKeeper } from '../side-car-keeper.ts';
import { sizeBytesOf } from '../statistics.ts';
import { CorpusWriter } from '../writer.ts';
import { Pace, throwIfAborted, type SynthesisUpdate } from './pace.ts';
import { syntheticRows } from './row-source.ts';
import { synthesiseVectors } from './synthetic-vectors.ts';

const largeTransaction = 25_000;
/** In the facts of a corpus: what it was made with. */
const factKey = 'synthesis';
const recipe = z.object({ version: z.literal(1), rows: z.number().int(), seed: z.number().int() });

/**
 * Makes the rows and, when asked for, the vectors of a synthetic corpus, or goes on with the same one. Throws conflict
 * when the folder holds anything else, cancelled when the signal fires (what was committed stays).
 * @param rowsPerTransaction a multiple of a slice; smaller in tests
 */
export async function* synthesise(
  folder: string,
  name: string,
  { rows, seed, vectors }: SynthesisOptions,
  signal: AbortSignal,
  rowsPerTransaction = largeTransaction,
): AsyncGenerator<SynthesisUpdate> {
  const startedAt = performance.now();
  mustBeSame(folder, name, rows, seed);
  {
    using writer = new CorpusWriter(folder, { name });
    writer.setFact(factKey, JSON.stringify({ version: 1, rows, seed }));
    yield* synthesiseRows(writer, { rows, seed, rowsPerTransaction }, signal);
  }
  if (vectors !== undefined) yield* synthesiseVectors(folder, { rows, seed, dimension: vectors }, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  yield { result: { rows, seconds, bytes: sizeBytesOf(folder, embeddingsOf(folder)) } };
}

/** A folder that holds another corpus is not touched. */
function mustBeSame(folder: string, name: string, rows: number, seed: number): void {
  if (!existsSync(join(folder, databaseFileName))) return;
  const database = openDatabase(folder, 'read');
  const fact = factOf(database, factKey);
  database.close();
  const made = fact === undefined ? undefined : recipe.safeParse(JSON.parse(fact)).data;
  if (made?.rows === rows && made.seed === seed) return;
  throw new FigscopeError('conflict', {
    message: made
      ? `The corpus ${name} holds other synthetic rows: ${made.rows.toLocaleString('en')} of seed ${made.seed}.`
      : `There is a corpus ${name} already, and it was not synthesised.`,
    remedy: `Choose another name, or remove it first: figscope corpus remove ${name}`,
    facts: { corpus: name, ...(made ? { rows: made.rows, seed: made.seed } : {}) },
  });
}

async function* synthesiseRows(
  writer: CorpusWriter,
  { rows, seed, rowsPerTransaction }: { rows: number; seed: number; rowsPerTransaction: number },
  signal: AbortSignal,
): AsyncGenerator<SynthesisUpdate> {
  const source = `synthetic rows of seed ${seed}`;
  if (writer.isFinished(source)) return;
  writer.startSource(source);
  const text = writer.beginTextLoad();
  const first = writer.rows();
  const pace = new Pace(first, rows, 'rows');
  {
    using sideCar = new SideCarKeeper(writer.folder);
    const slices = syntheticRows(seed, first, rows);
    try {
      for (let row = first; row < rows; row = writer.rows()) {
        throwIfAborted(signal);
        await writeLarge(writer, source, take(slices, rowsPerTransaction / rowsPerSlice), []);
        text?.noteCommit();
        for (const _step of text?.merge() ?? []) await writer.breathe();
        sideCar.keepUp();
        yield { progress: pace.at(writer.rows(), 'writing rows and their text index') };
      }
    } finally {
      await slices.return(undefined);
    }
  }
  for (const _step of text?.finish(true) ?? []) {
    throwIfAborted(signal);
    await writer.breathe();
    yield { progress: { done: rows, total: rows, unit: 'rows', detail: 'merging the text index' } };
  }
  writer.finishSource(source);
  writer.checkpoint();
}

/** The next slices of a source that goes on afterwards. */
async function* take(slices: AsyncGenerator<FigureRecord[]>, count: number): AsyncGenerator<FigureRecord[]> {
  for (let taken = 0; taken < count; taken += 1) {
    const { value, done } = await slices.next();
    if (done) return;
    yield value;
  }
}
