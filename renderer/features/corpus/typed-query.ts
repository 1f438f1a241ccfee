/** What was typed into the query bar: words to search for, conditions of the filter, or what is wrong with them. */
import { filterFields } from '#app/domain/filter-fields.ts';
import { parseFilter } from '#app/domain/filter.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface TypedQuery {
  /** Words to search for. */
  readonly text: string;
  /** Conditions, as the filter grammar writes them. */
  readonly terms: string;
}

/** Why conditions cannot be read, and where: `start` to `end` of `terms`. */
export interface TypedProblem {
  readonly terms: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly remedy: string | undefined;
}

const fields = filterFields.join('|');
const sign = '(?::|>=|<=|>|<)';
const term = String.raw`-?(?:${fields})${sign}(?:"(?:[^"\\]|\\.)*"|[^\s"()])+`;
const termPattern = new RegExp(String.raw`(?:^|\s)(${term})(?=\s|$)`, 'gi');
/** A condition that is not whole yet: its value is missing, or its quote is open. */
const openTermPattern = new RegExp(String.raw`(?:^|\s)-?(?:${fields})${sign}(?:[^\s"]*"[^"]*)?$`, 'i');
const hasTerm = new RegExp(term, 'i');

/** Splits what was typed; a condition that is still being written belongs to neither part. */
export function splitTyped(typed: string): TypedQuery {
  // Parentheses and OR belong to the grammar only where all of it can be read as a filter.
  if (/[()]|\sOR\s/u.test(typed) && hasTerm.test(typed) && !problemOf(typed)) {
    return { text: '', terms: typed.trim() };
  }
  const terms: string[] = [];
  const text = typed.replace(openTermPattern, ' ').replaceAll(termPattern, (_match, found: string) => {
    terms.push(found);
    return ' ';
  });
  return { text: text.replaceAll(/\s+/g, ' ').trim(), terms: terms.join(' ') };
}

/** What is wrong with a filter text; undefined when it can be read. */
export function problemOf(terms: string): TypedProblem | undefined {
  try {
    parseFilter(terms);
    return undefined;
  } catch (error) {
    if (!(error instanceof FigscopeError)) throw error;
    const position = Number(error.facts?.['position'] ?? 0);
    const start = Math.min(position, Math.max(0, terms.length - 1));
    const length = /^[^\s,)]+/u.exec(terms.slice(start))?.[0].length ?? 1;
    return { terms, start, end: start + length, message: error.message, remedy: error.remedy };
  }
}
