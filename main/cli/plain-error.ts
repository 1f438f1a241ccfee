/** Errors as a person at a terminal should read them. */
import * as z from 'zod';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

/** What a call found wrong with its input. The name of the call says nothing to a person; the field does. */
const inputFacts = z.object({
  method: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).min(1),
});

export function plainError(thrown: unknown): FigscopeError {
  const error = toFigscopeError(thrown);
  const facts = inputFacts.safeParse(error.facts);
  if (!facts.success) return error;
  const [{ path, message }] = facts.data.issues;
  return new FigscopeError(error.code, {
    message: `${path === '' ? 'The value' : path}: ${message}.`,
    remedy: 'See what the command accepts by adding --help to it.',
    ...(error.facts ? { facts: error.facts } : {}),
  });
}
