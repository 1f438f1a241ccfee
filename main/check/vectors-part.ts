/** Embeddings: what they were made with, how far they are, and whether their values can be vectors. */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { passport } from '#app/domain/passport.ts';
import { float16ToFloat } from '#app/ml/half-floats.ts';
import {
  bytesPerValue,
  vectorPath,
  vectorState,
  type VectorSide,
  type VectorState,
} from '#main/store/embedding-folder.ts';
import { budgetOf, type CheckContext, type OpenContext } from './context.ts';
import { number, partOf, Tally, things } from './findings.ts';
import { breathe, Budget, spread, type Step } from './pace.ts';
import { embedAgain } from './remedies.ts';

const sides = ['image', 'text'] as const;
const rowsAtATime = 2048;
/** Rows of a side that a quick check reads. */
const quickRows = 20_000;
/** How far from 1 the length of a vector in half precision may be: rounding 512 values stays below a thousandth. */
const lengthTolerance = 0.01;

export async function* checkVectors(context: OpenContext): AsyncGenerator<Step> {
  const folder = join(context.folder, 'vectors');
  const ids = statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder).sort() : [];
  for (const [index, id] of ids.entries()) {
    const state = checkEmbedding(context, id);
    if (!state) continue;
    for (const side of sides)
      for await (const { detail, fraction } of checkSide(context, id, side, state))
        yield { detail, fraction: (index + fraction) / ids.length };
  }
}

/** The passport and the state of an embedding; undefined when its vectors cannot be read for want of them. */
function checkEmbedding({ folder, findings }: CheckContext, id: string): VectorState | undefined {
  const place = join(folder, 'vectors', id);
  const note = (message: string, example: string): void =>
    findings.note({
      part: 'vectors',
      severity: 'error',
      message,
      remedy: embedAgain,
      examples: [`vectors/${id}/${example}`],
    });
  const state = vectorState.safeParse(readJson(join(place, 'state.json'))).data;
  const made = passport.safeParse(readJson(join(place, 'passport.json'))).data;
  const holdsVectors = sides.some(
    (side) => statSync(vectorPath(place, side), { throwIfNoEntry: false })?.size,
  );
  if (!state && !made && !holdsVectors) {
    // Begun and left before its first commit; the next embedding goes on from there.
    findings.look(`Embedding ${id}: begun, nothing in it yet.`);
    return undefined;
  }
  if (!made)
    note(
      `The passport of the embedding ${id} is missing or damaged: nobody knows what its vectors were made with.`,
      'passport.json',
    );
  if (!state)
    note(
      `The state of the embedding ${id} is missing or damaged: nobody knows how many of its vectors are complete.`,
      'state.json',
    );
  if (state && made && state.dimension !== made.dimension) {
    note(
      `The embedding ${id} says ${made.dimension} values a vector in its passport and ${state.dimension} in its state.`,
      'passport.json',
    );
  }
  return state;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Missing, cut short or not JSON: what the caller says about it is the same.
    return undefined;
  }
}

async function* checkSide(
  context: OpenContext,
  id: string,
  side: VectorSide,
  state: VectorState,
): AsyncGenerator<Step> {
  const { folder, findings, rows, depth, signal } = context;
  const name = `vectors/${id}/${side}.f16`;
  const note = (
    message: string,
    remedy = embedAgain,
    found: { count?: number; examples?: readonly string[] } = {},
  ): void =>
    findings.note({ part: 'vectors', severity: 'error', message, remedy, examples: [name], ...found });
  const path = vectorPath(join(folder, 'vectors', id), side);
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const rowBytes = state.dimension * bytesPerValue;
  const held = Math.floor(sizeBytes / rowBytes);
  const complete = Math.min(state[side], held);
  if (held < state[side]) {
    note(
      `The ${side} vectors of ${id} are cut off: the file holds ${number(held)} of the ${number(state[side])} that were written.`,
      `Embed the corpus again with the same model: the ${number(state[side] - held)} that are missing are made anew.`,
      { count: state[side] - held },
    );
  }
  // Never more than there are figures: an embedding starts from the rows of the corpus.
  const now =
    1 +
    Number(context.database.prepare('SELECT coalesce(max(id), -1) AS id FROM figure').get()?.['id'] ?? -1);
  if (complete > now)
    note(
      `The embedding ${id} has ${number(complete)} ${side} vectors and the corpus ${things(rows, 'figure')}.`,
    );
  if (complete === 0) return;
  const wanted = depth === 'full' ? complete : Math.min(complete, quickRows);
  const bad = { notNumbers: new Tally(), notUnit: new Tally() };
  const budget = new Budget(budgetOf(context));
  const file = openSync(path, 'r');
  let looked = 0;
  try {
    const halves = new Uint16Array(rowsAtATime * state.dimension);
    for (const slice of spread(Math.ceil(complete / rowsAtATime))) {
      if (looked >= wanted || budget.isSpent) break;
      const first = slice * rowsAtATime;
      const count = Math.min(rowsAtATime, complete - first);
      readRows(file, new Uint8Array(halves.buffer, 0, count * rowBytes), first * rowBytes);
      lookAt(halves.subarray(0, count * state.dimension), state.dimension, first, bad);
      looked += count;
      yield {
        detail: `Vectors of ${id}, ${side}s: ${partOf(looked, wanted, 'row')}`,
        fraction: (sides.indexOf(side) + looked / wanted) / 2,
      };
      await breathe(signal);
    }
  } finally {
    closeSync(file);
  }
  findings.look(`Vectors of ${id}, ${side}s: ${partOf(looked, complete, 'row')}.`);
  if (bad.notNumbers.count > 0)
    note(
      `${things(bad.notNumbers.count, `${side} vector`)} of ${id} hold values that are no numbers.`,
      embedAgain,
      bad.notNumbers.found,
    );
  if (bad.notUnit.count > 0)
    note(
      `${things(bad.notUnit.count, `${side} vector`)} of ${id} do not have length 1: their cosines are wrong.`,
      embedAgain,
      bad.notUnit.found,
    );
}

function readRows(file: number, into: Uint8Array, position: number): void {
  for (let got = 0; got < into.length; ) {
    const more = readSync(file, into, got, into.length - got, position + got);
    if (more === 0) return void into.fill(0, got);
    got += more;
  }
}

/** [rows, dimension] in half precision. A row of zeros marks a figure that could not be embedded. */
function lookAt(
  halves: Uint16Array,
  dimension: number,
  first: number,
  bad: { notNumbers: Tally; notUnit: Tally },
): void {
  const values = float16ToFloat(halves);
  for (let row = 0; row * dimension < values.length; row += 1) {
    let squares = 0;
    for (let at = row * dimension; at < (row + 1) * dimension; at += 1) squares += values[at] * values[at];
    if (!Number.isFinite(squares)) bad.notNumbers.add(`row ${first + row}`);
    else if (squares > 0 && Math.abs(Math.sqrt(squares) - 1) > lengthTolerance)
      bad.notUnit.add(`row ${first + row}`);
  }
}
