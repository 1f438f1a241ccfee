/** The messages that peers exchange, each one frame. SPEC.md, part M. */
import { type ErrorCode, type ErrorRecord, errorCodes, FigscopeError } from '../util/error.ts';

/** Raised when the messages or their meaning change. */
export const protocolVersion = 1;

/** Chunks that a stream may send ahead of its reader. */
export const creditWindow = 8;

export type Message =
  | { readonly type: 'hello'; readonly protocol: number; readonly contract: string; readonly version: string }
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'credit'; readonly id: number; readonly count: number }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'chunk'; readonly id: number; readonly value: unknown }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorRecord }
  | { readonly type: 'bye'; readonly error: ErrorRecord };

export type Hello = Extract<Message, { type: 'hello' }>;

/** Checks the form of a decoded message. @throws FigscopeError `protocol-mismatch`. */
export function parseMessage(value: unknown): Message {
  const type = field(value, 'type');
  switch (type) {
    case 'hello':
      return {
        type,
        protocol: integer(value, 'protocol'),
        contract: text(value, 'contract'),
        version: text(value, 'version'),
      };
    case 'call':
      return { type, id: integer(value, 'id'), method: text(value, 'method'), input: field(value, 'input') };
    case 'cancel':
    case 'end':
      return { type, id: integer(value, 'id') };
    case 'credit':
      return { type, id: integer(value, 'id'), count: integer(value, 'count') };
    case 'result':
    case 'chunk':
      return { type, id: integer(value, 'id'), value: field(value, 'value') };
    case 'error':
      return { type, id: integer(value, 'id'), error: parseErrorRecord(field(value, 'error')) };
    case 'bye':
      return { type, error: parseErrorRecord(field(value, 'error')) };
    default:
      throw malformed('its type');
  }
}

/** The error that a record tells of, ready to throw. */
export function errorFromRecord({ code, message, remedy, facts }: ErrorRecord): FigscopeError {
  return new FigscopeError(code, { message, ...(remedy ? { remedy } : {}), ...(facts ? { facts } : {}) });
}

/** What a cancelled request fails with. */
export const cancelled = (signal: AbortSignal | undefined): FigscopeError =>
  new FigscopeError('cancelled', 'The request was cancelled.', { cause: signal?.reason });

/** A code that is unknown here becomes `internal`: codes are closed, so only another version can have sent it. */
export function parseErrorRecord(value: unknown): ErrorRecord {
  const code = errorCodes.find((known: ErrorCode) => known === field(value, 'code')) ?? 'internal';
  const message = text(value, 'message');
  const remedy = field(value, 'remedy');
  const facts = field(value, 'facts');
  return {
    code,
    message,
    ...(typeof remedy === 'string' ? { remedy } : {}),
    ...(typeof facts === 'object' && facts !== null ? { facts: { ...facts } } : {}),
  };
}

function malformed(what: string): FigscopeError {
  return new FigscopeError('protocol-mismatch', {
    message: `A message could not be understood: ${what} has another form.`,
    remedy: 'Start both sides from the same version of Figscope.',
  });
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw malformed('it');
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function integer(value: unknown, name: string): number {
  const found = field(value, name);
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0) throw malformed(name);
  return found;
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  if (typeof found !== 'string') throw malformed(name);
  return found;
}
