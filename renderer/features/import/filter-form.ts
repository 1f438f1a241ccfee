/** What an import is to leave out, as typed and as sent. */
import type { ImportOptions } from '#app/contract/imports.ts';

export interface FilterForm {
  /** Pixels of the shorter side, as typed; empty: any. */
  readonly minSide: string;
  /** Words of a caption, as typed; empty: any. */
  readonly minWords: string;
  readonly duplicates: ImportOptions['duplicates'];
}

export type ImportFilters = Pick<ImportOptions, 'minSidePx' | 'minCaptionWords' | 'duplicates'>;

export const noFilters: FilterForm = { minSide: '', minWords: '', duplicates: 'keep' };

export type FilterProblems = Partial<Record<'minSide' | 'minWords', string>>;

/** The filters to send, or what has to be corrected first. */
export function checkedFilters({
  minSide,
  minWords,
  duplicates,
}: FilterForm):
  | { readonly ok: true; readonly filters: ImportFilters }
  | { readonly ok: false; readonly problems: FilterProblems } {
  const [minSidePx, minCaptionWords] = [wholeNumber(minSide), wholeNumber(minWords)];
  if (minSidePx !== undefined && minCaptionWords !== undefined)
    return { ok: true, filters: { minSidePx, minCaptionWords, duplicates } };
  const problem = 'Leave it empty, or give a whole number';
  return {
    ok: false,
    problems: {
      ...(minSidePx === undefined ? { minSide: problem } : {}),
      ...(minCaptionWords === undefined ? { minWords: problem } : {}),
    },
  };
}

function wholeNumber(text: string): number | undefined {
  const typed = text.trim();
  if (typed === '') return 0;
  return /^\d{1,6}$/.test(typed) ? Number(typed) : undefined;
}
