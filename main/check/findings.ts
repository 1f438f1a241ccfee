/** What a check has found so far. */
import type { Problem } from '#app/domain/check.ts';

/** Things that a problem names; the rest is counted. */
const namedExamples = 10;

export class Findings {
  readonly problems: Problem[] = [];
  /** What was looked at, and what was left out, one sentence each. */
  readonly looked: string[] = [];

  /** Notes damage; `examples` may hold more than are kept. */
  note(found: Omit<Problem, 'count' | 'examples'> & { count?: number; examples?: readonly string[] }): void {
    const { part, severity, message, remedy, count = 1, examples = [] } = found;
    this.problems.push({
      part,
      severity,
      message,
      remedy,
      count,
      examples: examples.slice(0, namedExamples),
    });
  }

  look(sentence: string): void {
    this.looked.push(sentence);
  }
}

/** Counts things of one kind and remembers the first few. */
export class Tally {
  count = 0;
  readonly examples: string[] = [];

  add(example: string, count = 1): void {
    this.count += count;
    if (this.examples.length < namedExamples) this.examples.push(example);
  }

  /** As `count` and `examples` of a problem. */
  get found(): { readonly count: number; readonly examples: readonly string[] } {
    return { count: this.count, examples: this.examples };
  }
}

export const number = (value: number): string => value.toLocaleString('en');

/** `1 row`, `2,000 rows`. */
export const things = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** `all 300 rows` or `20,000 of 15,000,000 rows`. */
export const partOf = (looked: number, all: number, one: string, many = `${one}s`): string =>
  looked >= all ? `all ${things(all, one, many)}` : `${number(looked)} of ${things(all, one, many)}`;
