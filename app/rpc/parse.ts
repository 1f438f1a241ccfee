/** Where a contract's schemas meet what arrived: inputs on the answering side, outputs on the asking side. */
import type * as z from 'zod';
import { FigscopeError } from '../util/error.ts';

/** @throws FigscopeError `invalid-input` that names the first wrong field; all of them in `facts.issues`. */
export function parseInput(method: string, schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = plainIssues(parsed.error);
  const [first] = issues;
  const reason = first ? `: ${first.path === '' ? '' : `${first.path}: `}${first.message}` : '';
  throw new FigscopeError('invalid-input', {
    message: `${method} was given something it cannot use${reason}.`,
    remedy: 'Correct the value and try again.',
    facts: { method, issues },
  });
}

/** @throws FigscopeError `protocol-mismatch`: the other side answers in another form than the contract says. */
export function parseOutput(method: string, schema: z.ZodType, output: unknown): unknown {
  const parsed = schema.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new FigscopeError('protocol-mismatch', {
    message: `${method} answered with something that cannot be read here.`,
    remedy: 'Start both sides from the same version of Figscope.',
    facts: { method, issues: plainIssues(parsed.error) },
  });
}

const plainIssues = (error: z.ZodError) =>
  error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
