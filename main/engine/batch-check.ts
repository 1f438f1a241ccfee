import { FigscopeError } from '#app/util/error.ts';

/** Throws invalid-input unless an array of a batch has the length that its shape needs. */
export function checkLength(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new FigscopeError('invalid-input', {
    message: `The ${what} of a batch hold ${found} values where ${expected} are expected.`,
    facts: { found, expected },
  });
}

/** Throws invalid-input when an id is outside the vocabulary. */
export function checkTokenIds(tokenIds: Int32Array, vocabularySize: number): void {
  const wrong = tokenIds.find((id) => id < 0 || id >= vocabularySize);
  if (wrong === undefined) return;
  throw new FigscopeError('invalid-input', {
    message: `The token id ${wrong} is outside the model's vocabulary of ${vocabularySize}.`,
    remedy: 'Use the tokenizer that belongs to the model.',
    facts: { id: wrong, vocabularySize },
  });
}
