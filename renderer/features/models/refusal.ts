/** The tensors that a refused model lacks, has too many of, or has in another shape: facts of the error as rows. */
import { weightsRefusal } from '#app/domain/model.ts';

export interface RefusedTensor {
  readonly problem: 'missing' | 'not known' | 'another shape' | 'not finite';
  readonly tensor: string;
  readonly expected: string;
  readonly found: string;
}

/** Empty when the error is about something else. */
export function refusedTensors(
  facts: Readonly<Record<string, unknown>> | undefined,
): readonly RefusedTensor[] {
  const { success, data } = weightsRefusal.safeParse(facts ?? {});
  if (!success) return [];
  const shapes = new Map(data.rows.map((line) => [line.tensor, line]));
  const known = (tensor: string, side: 'expected' | 'found'): string => {
    const shape = shapes.get(tensor)?.[side];
    return shape === undefined ? '–' : formatShape(shape);
  };
  return [
    ...data.invalid.map(({ tensor, found }) => row('not finite', tensor, 'numbers', found)),
    ...data.misshapen.map(({ tensor, expected, found }) =>
      row('another shape', tensor, formatShape(expected), formatShape(found)),
    ),
    ...data.missing.map((tensor) => row('missing', tensor, known(tensor, 'expected'), 'not there')),
    ...data.extra.map((tensor) => row('not known', tensor, 'not there', known(tensor, 'found'))),
  ];
}

/** Of all tensors that do not fit; 0 where it is not told. */
export const problemCount = (facts: Readonly<Record<string, unknown>> | undefined): number =>
  weightsRefusal.safeParse(facts ?? {}).data?.counts?.problems ?? 0;

/** The descriptions that a person may choose from, when the files do not say what the model is. */
export function offeredPresets(facts: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const presets = facts?.['presets'];
  return Array.isArray(presets) ? presets.filter((name) => typeof name === 'string') : [];
}

const row = (
  problem: RefusedTensor['problem'],
  tensor: string,
  expected: string,
  found: string,
): RefusedTensor => ({ problem, tensor, expected, found });

/** `768 × 3 × 16 × 16`, `scalar`. */
export const formatShape = (sides: readonly number[]): string =>
  sides.length === 0 ? 'scalar' : sides.join(' × ');

/** The rows for a mail or an issue, columns by tabs. */
export const refusalText = (rows: readonly RefusedTensor[]): string =>
  ['problem\ttensor\texpected\tfound', ...rows.map((one) => Object.values(one).join('\t'))].join('\n');
