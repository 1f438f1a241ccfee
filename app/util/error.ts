/**
 * The one error class of Figscope. Every failure that crosses a boundary (worker, host, window, command line) is
 * one of these: a closed code that programs branch on, a sentence for people, and what to do next.
 */
export const errorCodes = [
  'cancelled',
  'invalid-input',
  'not-found',
  'conflict',
  'unavailable',
  'unsupported',
  'permission-denied',
  'storage-full',
  'worker-crashed',
  'out-of-memory',
  'protocol-mismatch',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface FigscopeErrorDetail {
  /** One sentence for a person, without a stack or an error number. */
  readonly message: string;
  /** What the person can do next, one sentence. */
  readonly remedy?: string;
  /** Facts for programs and logs: paths, counts, limits. Must survive JSON. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export class FigscopeError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly facts: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, detail: string | FigscopeErrorDetail, options?: { cause?: unknown }) {
    const { message, remedy, facts } = typeof detail === 'string' ? { message: detail } : detail;
    super(message, options);
    this.name = 'FigscopeError';
    this.code = code;
    this.remedy = remedy;
    this.facts = facts;
  }
}

/** Plain data of an error, as it travels in frames, logs and `--json`. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

const systemCodes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'not-found',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EROFS: 'permission-denied',
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  SQLITE_FULL: 'storage-full',
  ENOMEM: 'out-of-memory',
  ABORT_ERR: 'cancelled',
};

const remedies: Readonly<Partial<Record<ErrorCode, string>>> = {
  'storage-full': 'Free some space on that disk and try again; nothing that was confirmed is lost.',
  'permission-denied': 'Check the permissions of that folder, or choose another with --home.',
};

/** Turns anything thrown into a FigscopeError; system errors keep their meaning (ENOSPC is storage-full, ...). */
export function toFigscopeError(thrown: unknown): FigscopeError {
  if (thrown instanceof FigscopeError) return thrown;
  if (!(thrown instanceof Error)) return new FigscopeError('internal', String(thrown));
  const systemCode = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
  const code = thrown.name === 'AbortError' ? 'cancelled' : (systemCodes[systemCode] ?? 'internal');
  const remedy = remedies[code];
  return new FigscopeError(code, remedy ? { message: thrown.message, remedy } : thrown.message, {
    cause: thrown,
  });
}

export function errorRecord(thrown: unknown): ErrorRecord {
  const { code, message, remedy, facts } = toFigscopeError(thrown);
  return { code, message, ...(remedy ? { remedy } : {}), ...(facts ? { facts } : {}) };
}

/** Closes a switch over a tagged union: compiles only when every case is handled. */
export function unreachable(value: never, what: string): never {
  throw new FigscopeError('internal', `Unexpected ${what}: ${JSON.stringify(value)}`);
}
