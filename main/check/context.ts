/** What every part of a check is given. */
import type { DatabaseSync } from 'node:sqlite';
import type { Findings } from './findings.ts';

export interface CheckContext {
  /** Of the corpus. */
  readonly folder: string;
  readonly depth: 'quick' | 'full';
  readonly signal: AbortSignal;
  readonly findings: Findings;
}

/** The same once the database could be opened. */
export interface OpenContext extends CheckContext {
  /** Read only, of the version that this program knows. */
  readonly database: DatabaseSync;
  /** Figures = 1 + the largest row id. */
  readonly rows: number;
}

/** Time that each part takes of a quick check at most; a full one looks at everything. */
const quickBudgetMs = 4000;
export const budgetOf = ({ depth }: CheckContext): number => (depth === 'full' ? Infinity : quickBudgetMs);
