/** What can be written next in the query: fields and operators of the filter grammar, then values. Pure. */
import { type FacetField, facetFields } from '#app/domain/corpus.ts';
import { fieldNamed, type FilterField, filterFields, isNumericField } from '#app/domain/filter-fields.ts';
import { formatValue } from '#app/domain/filter.ts';

/** What the caret stands in: a word that may become a field, or a value of a field. `from` to `to` is replaced. */
export type CompletionPlace =
  | { readonly kind: 'field'; readonly letters: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'value';
      readonly field: FilterField;
      readonly letters: string;
      readonly from: number;
      readonly to: number;
      /** Values of the same condition before this one. */
      readonly before: readonly string[];
    };

const valueStart =
  /(?:^|[\s(])-?([A-Za-z]+)(:|>=|<=|>|<)((?:"(?:[^"\\]|\\.)*"|[^\s"(),])*(?:,(?:"(?:[^"\\]|\\.)*"|[^\s"(),]+)?)*|.*"[^"]*)$/su;
const wordStart = /(?:^|[\s(])-?([A-Za-z]*)$/u;

/** Undefined where nothing can be completed: in the middle of a word, or after what is no field. */
export function completionPlace(text: string, caret: number): CompletionPlace | undefined {
  const head = text.slice(0, caret);
  if (/^[^\s,)]/u.test(text.slice(caret))) return undefined;
  const term = valueStart.exec(head);
  const field = term ? fieldNamed(term[1] ?? '') : undefined;
  if (term && field) {
    const values = splitValues(term[3] ?? '');
    const letters = values.at(-1) ?? '';
    return {
      kind: 'value',
      field,
      letters: unquoted(letters),
      from: caret - letters.length,
      to: caret,
      before: values.slice(0, -1).map(unquoted),
    };
  }
  const word = wordStart.exec(head)?.[1];
  if (word === undefined) return undefined;
  return { kind: 'field', letters: word, from: caret - word.length, to: caret };
}

/** `a,"b c",d` -> its parts, the last one as far as it is written. */
function splitValues(text: string): readonly string[] {
  const parts: string[] = [''];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === ',' && !quoted) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}

const unquoted = (value: string): string =>
  value.replace(/^"/, '').replace(/"$/, '').replaceAll(/\\(.)/g, '$1');

export interface Suggestion {
  /** As it is printed. */
  readonly label: string;
  /** What takes the place of what was written. */
  readonly insert: string;
  readonly count?: number;
  readonly detail?: string;
  /** With this the condition is whole. */
  readonly whole: boolean;
}

const examples: Readonly<Record<FilterField, string>> = {
  modality: 'modality:ct,mri',
  year: 'year:2015..2025',
  license: 'license:CC-BY',
  split: 'split:test',
  status: 'status:accepted',
  journal: 'journal:"PLoS ONE"',
  tag: 'tag:"needs review"',
  article: 'article:PMC13900',
  pmcid: 'pmcid:PMC13900',
  width: 'width>=1024',
  height: 'height>=1024',
  row: 'row:12,100..120',
};

/** Fields that begin with the letters; a whole name of a number also with its comparisons. */
export function fieldSuggestions(letters: string): readonly Suggestion[] {
  if (letters === '') return [];
  const wanted = letters.toLowerCase();
  return filterFields
    .filter((field) => field.startsWith(wanted))
    .flatMap((field) => {
      const signs = field === wanted && isNumericField(field) ? [':', '>=', '<='] : [':'];
      return signs.map((sign) => ({
        label: `${field}${sign}`,
        insert: `${field}${sign}`,
        detail: examples[field],
        whole: false,
      }));
    });
}

/** The field as one whose values the host can list. */
export const listedField = (field: FilterField): FacetField | undefined =>
  facetFields.find((listed) => listed === field);

/** Values as suggestions, those already written left out. */
export function valueSuggestions(
  values: readonly { readonly value: string; readonly count: number }[],
  before: readonly string[],
): readonly Suggestion[] {
  const written = new Set(before.map((value) => value.toLowerCase()));
  return values
    .filter(({ value }) => !written.has(value.toLowerCase()))
    .map(({ value, count }) => ({ label: value, insert: formatValue(value), count, whole: true }));
}

/** The text with a suggestion in its place, and where the caret stands then. */
export function completed(
  text: string,
  place: CompletionPlace,
  suggestion: Suggestion,
): { readonly text: string; readonly caret: number } {
  const caret = place.from + suggestion.insert.length;
  return { text: text.slice(0, place.from) + suggestion.insert + text.slice(place.to), caret };
}
