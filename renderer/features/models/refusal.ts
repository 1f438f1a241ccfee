/** The tensors that a refused model lacks, has too many of, or has in another shape: facts of the error as rows. */
import { weightsRefusal } from '#app/domain/model.ts';

export interface RefusedTensor {
  readonly problem: 'missing' | 'not known' | 'other shape';
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
  return [
    ...data.missing.map((tensor) => row('missing', tensor, 'there', 'not there')),
    ...data.misshapen.map(({ tensor, expected, found }) =>
      row('other shape', tensor, formatShape(expected), formatShape(found)),
    ),
    ...data.extra.map((tensor) => row('not known', tensor, 'not there', 'there')),
  ];
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
