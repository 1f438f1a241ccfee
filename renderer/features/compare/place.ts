/** The address of a comparison: `#/compare/sample?a=12&b=40`. */
import { navigate } from '#renderer/stores/route-store.ts';

export interface ComparePlace {
  /** Row ids; undefined where none is chosen yet. */
  readonly a: number | undefined;
  readonly b: number | undefined;
}

export type Side = keyof ComparePlace;

export function placeOf(params: Readonly<Record<string, string>>): ComparePlace {
  return { a: rowOf(params['a']), b: rowOf(params['b']) };
}

export const paramsOf = ({ a, b }: ComparePlace): Record<string, string> => ({
  a: a === undefined ? '' : String(a),
  b: b === undefined ? '' : String(b),
});

export const swapped = ({ a, b }: ComparePlace): ComparePlace => ({ a: b, b: a });

/** Goes on in the same view: the way back leads out of it. */
export const goTo = (corpus: string | undefined, place: ComparePlace): void =>
  navigate({ view: 'compare', subject: corpus, params: paramsOf(place) }, { replace: true });

function rowOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
