/** Bodies of answers as they come, and errors of the network as what they are. */
import { FigscopeError } from '#app/util/error.ts';
import type { Bandwidth } from './bandwidth.ts';
import { TemporaryFailure } from './patience.ts';

export interface BodyOptions {
  /** Silence of this length counts as a cut connection. */
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Shared by all bodies that may not be faster together. */
  readonly bandwidth?: Bandwidth | undefined;
}

/** The pieces of a body as they come; throws TemporaryFailure after too long a silence, or when it is cut. */
export async function* bodyOf(
  response: Response,
  { stallMs, signal, bandwidth }: BodyOptions,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let progressed = false;
  try {
    for (;;) {
      const { done, value } = await beforeSilence(reader.read(), stallMs);
      if (done) return;
      yield value;
      progressed = true;
      await bandwidth?.take(value.length, signal);
    }
  } catch (thrown) {
    throw asTemporary(thrown, signal, progressed);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function beforeSilence<T>(next: Promise<T>, stallMs: number): Promise<T> {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(() => silence.reject(stalledReason()), stallMs);
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export const stalledReason = (): DOMException => new DOMException('silence', 'TimeoutError');

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up',
  ECONNREFUSED: 'nothing answers there',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answers there',
  TimeoutError: 'it stopped answering',
};

/** Errors of the network, as what they are; an abort by the person stays one. */
export function asTemporary(thrown: unknown, signal: AbortSignal | undefined, progressed = false): unknown {
  if (thrown instanceof FigscopeError || thrown instanceof TemporaryFailure) return thrown;
  if (signal?.aborted === true) return new FigscopeError('cancelled', 'The download was interrupted.');
  if (!(thrown instanceof Error)) return thrown;
  const { cause } = thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : thrown.name;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return untrusted(code, thrown);
  const kind = code !== 'TimeoutError' && reasons[code] !== undefined ? 'unreachable' : 'cut';
  return new TemporaryFailure(reasons[code] ?? 'the connection was cut', { progressed, kind, cause: thrown });
}

function untrusted(code: string, cause: unknown): FigscopeError {
  const detail = {
    message: 'The certificate of the server is not trusted here.',
    remedy:
      'Behind a proxy that opens connections, name its certificate in NODE_EXTRA_CA_CERTS; else check the address in the settings.',
    facts: { code },
  };
  return new FigscopeError('unavailable', detail, { cause });
}
