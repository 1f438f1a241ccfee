/** The tensors of a model that was refused, as a table above the sentence that says so. */
import * as z from 'zod';
import { toFigscopeError } from '#app/util/error.ts';
import { table } from './format.ts';
import type { Output } from './output.ts';

const shape = z.array(z.number()).optional();

/** Lines of each kind of problem. */
const shownOfAKind = 4;

/** Facts of the error when weights do not fit a configuration. */
const misfit = z.object({
  counts: z.object({ expected: z.number(), found: z.number(), problems: z.number() }),
  rows: z.array(z.object({ tensor: z.string(), problem: z.string(), expected: shape, found: shape })).min(1),
});

/** Runs `work`; when it fails over tensors, says which before the error goes on. */
export async function showingTensors<T>(output: Output, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const facts = misfit.safeParse(toFigscopeError(thrown).facts);
    if (facts.success) output.note(tensorTable(facts.data));
    throw thrown;
  }
}

function tensorTable({ counts, rows }: z.infer<typeof misfit>): string {
  const kinds = Map.groupBy(rows, ({ problem }) => problem);
  const shown = [...kinds.values()].flatMap((kind) => kind.slice(0, shownOfAKind));
  const lines = shown.map(({ tensor, problem, expected, found }) => [
    tensor,
    problem,
    formatShape(expected),
    formatShape(found),
  ]);
  const hidden = counts.problems - shown.length;
  return [
    `The model needs ${counts.expected} tensors, the file has ${counts.found}:`,
    table(['tensor', 'problem', 'needed', 'found'], lines),
    ...(hidden > 0 ? [`and ${hidden} more`] : []),
    '',
  ].join('\n');
}

const formatShape = (lengths: readonly number[] | undefined): string =>
  lengths === undefined ? '' : `[${lengths.join(', ')}]`;
