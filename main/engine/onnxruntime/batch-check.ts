import { FigscopeError } from '#app/util/error.ts';

/** Throws invalid-input unless an array of a batch has the length that its shape needs. */
export function checkLength(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new FigscopeError('invalid-input', {
    message: `The ${what} of a batch hold ${found} values where ${expected} are expected.`,
    facts: { found, expected },
  });
}
