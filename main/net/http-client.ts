/**
 * Whole objects from one server: so many at a time, no faster together than the limit, tried again after what passes,
 * continued where a connection was cut, and checked.
 */
import { createHash } from 'node:crypto';
import { FigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import type { Bandwidth } from './bandwidth.ts';
import { bodyOf } from './body.ts';
import { Gate } from './gate.ts';
import { fetchToFile } from './part-file.ts';
import { patiently, type Patience, RangeRefused, retryAfterMs, TemporaryFailure } from './patience.ts';
import { continues, plainTag, rangeHeaders, strongTag, wholeLength } from './ranges.ts';
import { send, usualStallMs } from './send.ts';

export interface HttpClientOptions extends Patience {
  /** Requests at the same time; default 8. */
  readonly concurrency?: number;
  /** Shares its places with another client. */
  readonly gate?: Gate;
  readonly bandwidth?: Bandwidth | undefined;
  readonly stallMs?: number;
}

export interface WantedBytes {
  /** Lower-case hex of what is expected. */
  readonly md5?: string | undefined;
  /** More than this is refused. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface FetchedBytes {
  readonly bytes: Uint8Array;
  /** The server's tag without quotes; '' when it gives none. */
  readonly etag: string;
}

/**
 * Why an object was not had. `reason` in the facts of an error: `missing`, `closed`, `refused` (a status), `too-large`,
 * `wrong-content`, or the kind of the last temporary failure (`unreachable`, `busy`, `cut`).
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #gate: Gate;
  readonly #stallMs: number;

  constructor(options: HttpClientOptions = {}) {
    this.#options = options;
    this.#gate = options.gate ?? new Gate(options.concurrency ?? 8);
    this.#stallMs = options.stallMs ?? usualStallMs;
  }

  /** The object. What does not fit its MD5 is fetched once more. Throws FigscopeError with `facts.reason`. */
  bytes(url: URL, wanted: WantedBytes): Promise<FetchedBytes> {
    return this.#gate.run(async () => {
      for (const isLast of [false, true]) {
        const part = new BytesPart(url, wanted, this.#stallMs, this.#options.bandwidth);
        const fetched = await patiently(() => part.attempt(), this.#patience(wanted.signal));
        const { md5 } = wanted;
        if (md5 === undefined || md5Of(fetched.bytes) === md5) return fetched;
        if (!isLast) this.#options.onPause?.(`${url.pathname} arrived damaged`, 0);
      }
      throw new FigscopeError('unavailable', {
        message: `${nameOf(url)} arrived twice with other content than its MD5 tells.`,
        remedy: 'Try again later or from another network.',
        facts: { reason: 'wrong-content', url: url.href, expected: wanted.md5 },
      });
    });
  }

  /** The object under the name `target`, in a folder that exists; continued after every interruption. */
  file(
    url: URL,
    target: string,
    wanted: {
      /** Names the content; see RemoteContent. */
      readonly identity: string;
      readonly md5?: string | undefined;
      readonly sizeBytes?: number | undefined;
      readonly signal?: AbortSignal | undefined;
      readonly onBytes?: (doneBytes: number) => void;
    },
  ): Promise<void> {
    const { identity, md5, sizeBytes, signal, onBytes } = wanted;
    const content = {
      name: nameOf(url),
      identity,
      sizeBytes,
      expectedHash: md5,
      newHash: () => createHash('md5'),
      read: ({ fromByte, etag }: { fromByte: number; etag?: string }) =>
        ask(url, { fromByte, etag, stallMs: this.#stallMs, signal }),
    };
    return this.#gate.run(() =>
      fetchToFile(content, target, {
        ...this.#patience(signal),
        stallMs: this.#stallMs,
        bandwidth: this.#options.bandwidth,
        ...(onBytes ? { onBytes } : {}),
      }),
    );
  }

  #patience(signal: AbortSignal | undefined): Patience {
    return { ...this.#options, ...(signal ? { signal } : {}) };
  }
}

/** The bytes of one object as they come together over several connections. */
class BytesPart {
  readonly #url: URL;
  readonly #wanted: WantedBytes;
  readonly #stallMs: number;
  readonly #bandwidth: Bandwidth | undefined;
  #chunks: Uint8Array[] = [];
  #doneBytes = 0;
  #etag: string | undefined;

  constructor(url: URL, wanted: WantedBytes, stallMs: number, bandwidth: Bandwidth | undefined) {
    this.#url = url;
    this.#wanted = wanted;
    this.#stallMs = stallMs;
    this.#bandwidth = bandwidth;
  }

  /** Fetches what is missing. Throws TemporaryFailure while something is. */
  async attempt(): Promise<FetchedBytes> {
    const { signal, maxBytes, md5 } = this.#wanted;
    // Without a tag and without an MD5 nobody would notice that the rest belongs to another version.
    if (this.#etag === undefined && md5 === undefined) this.#restart();
    const fromByte = this.#doneBytes;
    const response = await ask(this.#url, {
      fromByte,
      etag: this.#etag,
      stallMs: this.#stallMs,
      signal,
    }).catch((thrown: unknown) => {
      if (thrown instanceof RangeRefused) this.#restart();
      throw thrown;
    });
    const tag = strongTag(response);
    const isOther = this.#etag !== undefined && tag !== undefined && tag !== this.#etag;
    if (fromByte > 0 && isOther && response.status === 206) {
      // A server that does not look at If-Range: the rest of another version.
      await response.body?.cancel();
      this.#restart();
      throw new TemporaryFailure('the file was replaced while it was fetched', { progressed: true });
    }
    if (!continues(response, fromByte)) this.#restart();
    this.#etag = tag;
    const sizeBytes = wholeLength(response);
    if (sizeBytes !== undefined && sizeBytes > maxBytes) {
      await response.body?.cancel();
      throw tooLarge(this.#url, maxBytes);
    }
    for await (const chunk of bodyOf(response, {
      stallMs: this.#stallMs,
      signal,
      bandwidth: this.#bandwidth,
    })) {
      this.#chunks.push(chunk);
      this.#doneBytes += chunk.length;
      if (this.#doneBytes > maxBytes) throw tooLarge(this.#url, maxBytes);
    }
    if (sizeBytes !== undefined && this.#doneBytes < sizeBytes)
      throw new TemporaryFailure('the connection was cut', { progressed: this.#doneBytes > fromByte });
    return { bytes: Buffer.concat(this.#chunks), etag: plainTag(response.headers.get('etag')) };
  }

  #restart(): void {
    this.#chunks = [];
    this.#doneBytes = 0;
    this.#etag = undefined;
  }
}

interface Request {
  readonly fromByte: number;
  readonly etag?: string | undefined;
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with content; anything else is an error that says whether it may pass. */
async function ask(url: URL, { fromByte, etag, stallMs, signal }: Request): Promise<Response> {
  const { response } = await send(url, { headers: rangeHeaders(fromByte, etag), stallMs, signal });
  if (response.ok) return response;
  await response.body?.cancel();
  const { status, headers } = response;
  if (status === 416) throw new RangeRefused();
  if (status === 408 || status === 429 || status >= 500) {
    const words = status === 429 ? 'it has too much to do' : `it answers with status ${status}`;
    throw new TemporaryFailure(words, {
      retryAfterMs: retryAfterMs(headers.get('retry-after')),
      kind: 'busy',
    });
  }
  throw refused(url, status);
}

function refused(url: URL, status: number): FigscopeError {
  const facts = { status, url: url.href };
  const name = nameOf(url);
  if (status === 404 || status === 410)
    return new FigscopeError('not-found', {
      message: `${name} is not on ${url.host}.`,
      remedy: 'Check the address.',
      facts: { ...facts, reason: 'missing' },
    });
  if (status === 401 || status === 403)
    return new FigscopeError('permission-denied', {
      message: `${url.host} does not give out ${name}.`,
      remedy: 'Check the address.',
      facts: { ...facts, reason: 'closed' },
    });
  return new FigscopeError('unavailable', {
    message: `${url.host} answers with status ${status} for ${name}.`,
    remedy: 'Check the address.',
    facts: { ...facts, reason: 'refused' },
  });
}

function tooLarge(url: URL, maxBytes: number): FigscopeError {
  return new FigscopeError('unsupported', {
    message: `${nameOf(url)} is larger than ${megabytes(maxBytes)}.`,
    remedy: 'Leave it out.',
    facts: { reason: 'too-large', url: url.href, maxBytes },
  });
}

const nameOf = (url: URL): string => decodeURI(url.pathname.slice(1)) || url.host;
const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
