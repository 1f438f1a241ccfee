/** What a page is told of an error, in both shells: a status, and `{error: {code, message, remedy}}`. */
import { type ErrorCode, type ErrorRecord, errorRecord } from '#app/util/error.ts';

const statusOf: Readonly<Partial<Record<ErrorCode, number>>> = {
  'invalid-input': 400,
  'permission-denied': 403,
  'not-found': 404,
  conflict: 409,
  unsupported: 415,
  unavailable: 503,
  'storage-full': 507,
};

export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly error: Pick<ErrorRecord, 'code' | 'message' | 'remedy'> };
}

/** The text of an unexpected error may hold a path or worse; it goes to the log alone. */
export function errorAnswer(thrown: unknown): ErrorAnswer {
  const { code, message, remedy } = errorRecord(thrown);
  const error =
    code === 'internal'
      ? { code, message: 'Something went wrong in the server.' }
      : { code, message, ...(remedy === undefined ? {} : { remedy }) };
  return { status: statusOf[code] ?? 500, body: { error } };
}
