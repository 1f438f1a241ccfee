/** Bodies of answers as they come, and errors of the network as what they are. */
import { FigscopeError } from '#app/util/error.ts';
import { TemporaryFailure } from './temporary-failure.ts';

/** The pieces of a body as they come; throws TemporaryFailure after too long a silence, or when it is cut. */
export async function* bodyOf(
  response: Response,
  stallMs: number,
  signal?: AbortSignal,
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

/** Errors of the network, as what they are; an abort by the person stays one. */
export function asTemporary(thrown: unknown, signal: AbortSignal | undefined, progressed = false): unknown {
  if (thrown instanceof FigscopeError || thrown instanceof TemporaryFailure) return thrown;
  if (signal?.aborted === true) return new FigscopeError('cancelled', 'The download was interrupted.');
  if (!(thrown instanceof Error)) return thrown;
  const { cause } = thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : thrown.name;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return untrusted(code, thrown);
  const reasons: Readonly<Record<string, string>> = {
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name cannot be looked up',
    ECONNREFUSED: 'nothing answers there',
    TimeoutError: 'it stopped answering',
  };
  return new TemporaryFailure(reasons[code] ?? 'the connection was cut', { progressed, cause: thrown });
}

function untrusted(code: string, cause: unknown): FigscopeError {
  const detail = {
    message: 'The certificate of the hub is not trusted here.',
    remedy:
      'Behind a proxy that opens connections, name its certificate in NODE_EXTRA_CA_CERTS; else check the hub address in the settings.',
    facts: { code },
  };
  return new FigscopeError('unavailable', detail, { cause });
}
