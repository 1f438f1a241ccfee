/** One condition of a filter: `field:a,b`, `field>=n`, `field:a..b`. */
import { join, type Filter } from './filter-ast.ts';
import {
  fieldNamed,
  filterError,
  filterFields,
  isNumericField,
  normaliseValue,
  parseInteger,
  type FilterField,
  type NumericField,
} from './filter-fields.ts';
import type { FilterToken, FilterTokenValue } from './filter-tokens.ts';

/** The condition that a token stands for. Throws invalid-input for an unknown field or an impossible value. */
export function termFilter({
  field: name,
  comparison,
  values,
  position,
}: Extract<FilterToken, { kind: 'term' }>): Filter {
  const field = fieldNamed(name);
  if (!field) {
    throw filterError(position, `there is no field "${name}".`, `The fields are ${filterFields.join(', ')}.`);
  }
  const [first, second] = values;
  if (comparison !== ':') {
    if (!isNumericField(field) || !first || second) {
      throw filterError(
        position,
        `"${comparison}" needs a field with numbers and one number.`,
        'Use it with year, width or height, for example year>=2015.',
      );
    }
    const bound = parseInteger(first.text, field, first.position);
    if (comparison === '>=' || comparison === '>')
      return { kind: 'range', field, from: comparison === '>' ? bound + 1 : bound };
    return { kind: 'range', field, to: comparison === '<' ? bound - 1 : bound };
  }
  const ranges = isNumericField(field) ? values.map((value) => rangeFilter(field, value)) : [];
  const plain = values.filter((_value, index) => !ranges[index]);
  const listed: Filter[] =
    plain.length === 0 ? [] : [{ kind: 'values', field, values: normalised(field, plain) }];
  return join('or', [...listed, ...ranges.filter((range) => range !== undefined)]);
}

function normalised(field: FilterField, values: readonly FilterTokenValue[]): string[] {
  return [...new Set(values.map((value) => normaliseValue(field, value.text, value.position)))];
}

function rangeFilter(field: NumericField, { text, quoted, position }: FilterTokenValue): Filter | undefined {
  const dots = quoted ? -1 : text.indexOf('..');
  if (dots < 0) return undefined;
  const from = dots === 0 ? undefined : parseInteger(text.slice(0, dots), field, position);
  const to = dots + 2 === text.length ? undefined : parseInteger(text.slice(dots + 2), field, position);
  if ((from === undefined && to === undefined) || (from !== undefined && to !== undefined && from > to)) {
    throw filterError(
      position,
      `"${text}" is not a range.`,
      `Write the smaller number first: ${field}:2010..2020.`,
    );
  }
  return {
    kind: 'range',
    field,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
