/** The fields of the filter grammar, and how a typed value becomes the one that is compared. */
import { FigscopeError } from '../util/error.ts';
import { curationStatuses, licenseCodes, splitNames } from './figure.ts';

const numericFields = ['year', 'width', 'height'] as const;
export type NumericField = (typeof numericFields)[number];

export const filterFields = [
  'modality',
  'year',
  'license',
  'split',
  'status',
  'journal',
  'tag',
  'article',
  'pmcid',
  'width',
  'height',
  'row',
] as const;
export type FilterField = (typeof filterFields)[number];

/** The value that stands for rows whose year, modality or journal is not known. */
export const unknownValue = 'unknown';

const closedFields: Readonly<Partial<Record<FilterField, readonly string[]>>> = {
  license: licenseCodes,
  split: splitNames,
  status: curationStatuses,
};

export function isNumericField(field: FilterField): field is NumericField {
  return numericFields.some((numeric) => numeric === field);
}

/** The field of that name in any case; undefined when there is none. */
export function fieldNamed(name: string): FilterField | undefined {
  const wanted = name.toLowerCase();
  return filterFields.find((field) => field === wanted);
}

/** invalid-input with the place in the text (0-based offset in `facts.position`). */
export function filterError(position: number, message: string, remedy: string): FigscopeError {
  return new FigscopeError('invalid-input', {
    message: `The filter cannot be read at character ${position + 1}: ${message}`,
    remedy,
    facts: { position },
  });
}

/** A whole number as written in a filter. */
export function parseInteger(text: string, field: FilterField, position: number): number {
  if (!/^-?\d{1,9}$/.test(text)) {
    throw filterError(
      position,
      `${field} is compared with whole numbers, not with "${text}".`,
      `Write for example ${field}:2015, ${field}>=2015 or ${field}:2010..2020.`,
    );
  }
  return Number(text);
}

/** `12` or `100..120`: row ids, as a selection by hand has them. */
function parseRows(text: string, position: number): string {
  const [, first, , last] = /^(\d{1,9})(\.\.(\d{1,9}))?$/.exec(text) ?? [];
  if (first === undefined || (last !== undefined && Number(last) < Number(first))) {
    throw filterError(position, `"${text}" is no row.`, 'Write row ids, for example row:12,100..120.');
  }
  return last === undefined ? String(Number(first)) : `${Number(first)}..${Number(last)}`;
}

/** First and last row of a value of `row`, both included. */
export function rowsOfValue(value: string): readonly [first: number, last: number] {
  const [first, last = first] = value.split('..').map(Number);
  return [first ?? 0, last ?? 0];
}

/** Canonical form of a value; throws invalid-input when the field has a closed list that does not hold it. */
export function normaliseValue(field: FilterField, text: string, position: number): string {
  if (field === 'year' && text.toLowerCase() === unknownValue) return unknownValue;
  if (isNumericField(field)) return String(parseInteger(text, field, position));
  if (field === 'row') return parseRows(text, position);
  if (field === 'pmcid') return /^\d+$/.test(text) ? `PMC${text}` : text.toUpperCase();
  const choices = closedFields[field];
  if (!choices) return text;
  const wanted = text
    .trim()
    .replaceAll(/[\s_]+/g, '-')
    .toLowerCase();
  const choice = choices.find((candidate) => candidate.toLowerCase() === wanted);
  if (choice === undefined) {
    throw filterError(position, `"${text}" is not a ${field}.`, `Use one of ${choices.join(', ')}.`);
  }
  return choice;
}
