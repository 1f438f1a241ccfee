/** Splits the text of a filter into tokens with their places. */
import { filterError } from './filter-fields.ts';

export type Comparison = ':' | '>=' | '<=' | '>' | '<';

export type FilterToken =
  | { readonly kind: 'open' | 'close' | 'or' | 'and' | 'minus'; readonly position: number }
  | {
      readonly kind: 'term';
      readonly position: number;
      readonly field: string;
      readonly comparison: Comparison;
      readonly values: readonly FilterTokenValue[];
    };

export interface FilterTokenValue {
  readonly text: string;
  /** A quoted value is never a range. */
  readonly quoted: boolean;
  readonly position: number;
}

const fieldPattern = /([A-Za-z]+)(:|>=|<=|>|<|=)/y;
const bareValuePattern = /[^\s"(),]+/y;
const quotedValuePattern = /"((?:[^"\\]|\\.)*)"/suy;
const wordPattern = /[^\s()]+/y;
const termRemedy =
  'Write field:value, for example year>=2015 or license:CC-BY; words to search for go beside the filter.';

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function readValue(text: string, position: number): { value: FilterTokenValue; end: number } {
  const quoted = matchAt(quotedValuePattern, text, position);
  if (quoted) {
    const value = (quoted[1] ?? '').replaceAll(/\\(.)/gsu, '$1');
    return { value: { text: value, quoted: true, position }, end: position + quoted[0].length };
  }
  if (text[position] === '"') {
    throw filterError(position, 'the quote is not closed.', 'Close it with a second double quote.');
  }
  const bare = matchAt(bareValuePattern, text, position);
  if (!bare) throw filterError(position, 'a value is missing.', termRemedy);
  return { value: { text: bare[0], quoted: false, position }, end: position + bare[0].length };
}

function readTerm(text: string, position: number): { token: FilterToken; end: number } | undefined {
  const field = matchAt(fieldPattern, text, position);
  if (!field) return undefined;
  const comparison = comparisonOf(field[2] ?? ':');
  let end = position + field[0].length;
  const values: FilterTokenValue[] = [];
  for (;;) {
    const { value, end: afterValue } = readValue(text, end);
    if (value.text.trim() === '') throw filterError(end, 'a value is empty.', termRemedy);
    values.push(value);
    end = afterValue;
    if (text[end] !== ',') break;
    end += 1;
  }
  return { token: { kind: 'term', position, field: field[1] ?? '', comparison, values }, end };
}

function comparisonOf(sign: string): Comparison {
  return sign === '>=' || sign === '<=' || sign === '>' || sign === '<' ? sign : ':';
}

/** Tokens in order. Throws invalid-input where the text is not of the grammar. */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let position = 0;
  while (position < text.length) {
    const character = text[position] ?? '';
    if (/\s/u.test(character)) {
      position += 1;
      continue;
    }
    const sign =
      character === '(' ? 'open' : character === ')' ? 'close' : character === '-' ? 'minus' : undefined;
    if (sign) {
      tokens.push({ kind: sign, position });
      position += 1;
      continue;
    }
    const term = readTerm(text, position);
    if (term) {
      tokens.push(term.token);
      position = term.end;
      continue;
    }
    const word = matchAt(wordPattern, text, position)?.[0] ?? character;
    if (word !== 'OR' && word !== 'AND') {
      throw filterError(position, `"${word}" names no field.`, termRemedy);
    }
    tokens.push({ kind: word === 'OR' ? 'or' : 'and', position });
    position += word.length;
  }
  return tokens;
}
