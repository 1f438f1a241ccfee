/** Requests to a hub with Hugging Face's URL layout: redirects, its headers, its refusals in plain words. */
import { FigscopeError } from '#app/util/error.ts';
import { fileUrl, type HubFile, parseHub, redirectTarget } from './hub-address.ts';
import { retryAfterMs, TemporaryFailure } from './temporary-failure.ts';

const mostRedirects = 8;
/** Configurations and lists are small; whatever is not, is not one. */
const largestTextBytes = 4 << 20;
/** Silence of this length counts as a cut connection. */
const defaultStallMs = 30_000;

export interface FileFacts {
  /** The hub's tag of the content: files with the same one are the same. */
  readonly etag: string;
  readonly sizeBytes: number | undefined;
  /** SHA-256 of large files, git's hash of small ones; undefined where the hub has another kind of tag. */
  readonly hash: ContentHash | undefined;
  /** The commit that the revision stands for. */
  readonly commit: string | undefined;
}

export interface ContentHash {
  readonly kind: 'sha256' | 'git-sha1';
  readonly hex: string;
}

export interface HubClientOptions {
  readonly hubUrl: string;
  /** Sent to the hub's own address and to nobody else. */
  readonly token?: string | undefined;
  readonly stallMs?: number;
}

/** The answer to a request, and what every answer on the way to it said. */
interface Answer {
  readonly response: Response;
  readonly headers: readonly Headers[];
}

export class HubClient {
  readonly hub: URL;
  readonly stallMs: number;
  readonly #token: string | undefined;

  constructor({ hubUrl, token, stallMs = defaultStallMs }: HubClientOptions) {
    this.hub = parseHub(hubUrl);
    this.#token = token;
    this.stallMs = stallMs;
  }

  /** What the hub says about a file, without its content. Throws as refusal, or TemporaryFailure. */
  async look(file: HubFile, signal?: AbortSignal): Promise<FileFacts> {
    const answer = await this.#send(fileUrl(this.hub, file), { method: 'HEAD' }, file, signal);
    return factsOf(answer);
  }

  /** The content from `fromByte` on, if the server still has the file tagged `servedEtag` (status 206), else all of it (200). */
  async read(
    file: HubFile,
    {
      fromByte = 0,
      servedEtag,
      signal,
    }: { fromByte?: number; servedEtag?: string; signal?: AbortSignal } = {},
  ): Promise<{ response: Response; facts: FileFacts }> {
    const headers: Record<string, string> = {};
    if (fromByte > 0) headers['range'] = `bytes=${fromByte}-`;
    if (fromByte > 0 && servedEtag !== undefined) headers['if-range'] = servedEtag;
    const answer = await this.#send(fileUrl(this.hub, file), { method: 'GET', headers }, file, signal);
    return { response: answer.response, facts: factsOf(answer) };
  }

  /** A small text. */
  async text(url: URL, about: HubFile, signal?: AbortSignal): Promise<string> {
    const { response } = await this.#send(url, { method: 'GET' }, about, signal);
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of bodyOf(response, this.stallMs, signal)) {
      sizeBytes += chunk.length;
      if (sizeBytes > largestTextBytes)
        throw new FigscopeError('invalid-input', `${about.name} of ${about.repo} is far too large.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  async #send(first: URL, init: RequestInit, file: HubFile, signal?: AbortSignal): Promise<Answer> {
    const headers: Headers[] = [];
    let url = first;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = await this.#fetch(url, init, signal);
      headers.push(response.headers);
      const redirected = [301, 302, 303, 307, 308].includes(response.status);
      // A store of large files may refuse to be asked about one, and the hub has said everything already.
      const answered = init.method === 'HEAD' && response.headers.has('x-linked-size');
      if (redirected && answered) return { response, headers };
      if (!redirected) {
        if (!response.ok) throw await refusal(response, file, url.host !== first.host);
        return { response, headers };
      }
      await response.body?.cancel();
      url = redirectTarget(url, response.headers.get('location'));
    }
    throw new FigscopeError('unavailable', {
      message: 'The hub redirects in a circle.',
      remedy: 'Check the hub address in the settings.',
    });
  }

  async #fetch(url: URL, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const headers = new Headers(init.headers);
    // A compressed answer would have another length than the file, and could not be continued.
    headers.set('accept-encoding', 'identity');
    headers.set('user-agent', 'figscope');
    if (this.#token !== undefined && url.origin === this.hub.origin)
      headers.set('authorization', `Bearer ${this.#token}`);
    // Only until the answer begins: whoever reads its body watches for silence.
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(stalledReason()), this.stallMs);
    const either = signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
    try {
      return await fetch(url, { ...init, headers, redirect: 'manual', signal: either });
    } catch (thrown) {
      throw asTemporary(thrown, signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

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

const stalledReason = (): DOMException => new DOMException('silence', 'TimeoutError');

function factsOf({ response, headers }: Answer): FileFacts {
  const first = (name: string): string | undefined =>
    headers.map((one) => one.get(name)).find((value) => value !== null) ?? undefined;
  const linked = first('x-linked-etag');
  const etag = plainTag(linked ?? first('etag') ?? '');
  const size = first('x-linked-size') ?? wholeLength(response);
  return {
    etag,
    sizeBytes: size === undefined ? undefined : Number(size),
    hash: hashOf(etag),
    commit: first('x-repo-commit'),
  };
}

/** Length of the whole file, of which the answer may be a part. */
function wholeLength({ headers }: Response): string | undefined {
  const [, total] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return total ?? headers.get('content-length') ?? undefined;
}

const plainTag = (tag: string): string => tag.replace(/^W\//, '').replaceAll('"', '');

function hashOf(etag: string): ContentHash | undefined {
  if (/^[0-9a-f]{64}$/.test(etag)) return { kind: 'sha256', hex: etag };
  if (/^[0-9a-f]{40}$/.test(etag)) return { kind: 'git-sha1', hex: etag };
  return undefined;
}

/** Errors of the network, as what they are; an abort by the person stays one. */
export function asTemporary(thrown: unknown, signal: AbortSignal | undefined, progressed = false): unknown {
  if (thrown instanceof FigscopeError || thrown instanceof TemporaryFailure) return thrown;
  if (signal?.aborted === true) return new FigscopeError('cancelled', 'The download was interrupted.');
  if (!(thrown instanceof Error)) return thrown;
  const { cause } = thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : thrown.name;
  const reasons: Readonly<Record<string, string>> = {
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name cannot be looked up',
    ECONNREFUSED: 'nothing answers there',
    TimeoutError: 'it stopped answering',
  };
  return new TemporaryFailure(reasons[code] ?? 'the connection was cut', { progressed, cause: thrown });
}

const closedRemedy =
  'Where it is gated, accept its conditions on the hub and set HF_TOKEN to your access token; or download it with a browser and use: figscope model import FOLDER --name NAME';

/** A status that is no answer, as an error. */
async function refusal(
  response: Response,
  { repo, revision, name }: HubFile,
  elsewhere: boolean,
): Promise<Error> {
  await response.body?.cancel();
  const { status, headers } = response;
  const reason = headers.get('x-error-code');
  const facts = { status, repo, revision, file: name };
  if (status === 408 || status === 429 || status >= 500) {
    const words = status === 429 ? 'it has too much to do' : `it answers with status ${status}`;
    return new TemporaryFailure(words, { retryAfterMs: retryAfterMs(headers.get('retry-after')) });
  }
  // A signed address of the store has run out; the hub gives a new one.
  if (elsewhere && [400, 401, 403].includes(status))
    return new TemporaryFailure(`its store answers with status ${status}`);
  if (status === 416) return new TemporaryFailure('the file has become shorter');
  if (status === 404 && reason === 'RevisionNotFound') {
    return new FigscopeError('not-found', {
      message: `${repo} has no revision ${revision}.`,
      remedy: 'Leave the revision out for the newest.',
      facts,
    });
  }
  if (status === 404 && reason !== 'RepoNotFound') {
    return new FigscopeError('not-found', {
      message: `The hub has no ${name} in ${repo} at ${revision}.`,
      remedy: 'Check the name and the revision on the page of the model.',
      facts,
    });
  }
  if (status === 404 || reason === 'RepoNotFound') {
    return new FigscopeError('not-found', {
      message: `The hub has no model ${repo}, or keeps it private.`,
      remedy: `Check the name. ${closedRemedy}`,
      facts,
    });
  }
  if (status === 401 || status === 403) {
    return new FigscopeError('permission-denied', {
      message: `The hub does not give out ${repo}: it does not exist, is private, or is gated.`,
      remedy: `Check the name. ${closedRemedy}`,
      facts,
    });
  }
  return new FigscopeError('unavailable', {
    message: `The hub answers with status ${status} for ${name} of ${repo}.`,
    remedy: 'Check the hub address in the settings.',
    facts,
  });
}
