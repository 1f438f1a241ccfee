/** Requests to a hub with Hugging Face's URL layout: redirects, its headers, its refusals in plain words. */
import { FigscopeError } from '#app/util/error.ts';
import { fileUrl, type HubFile, parseHub, redirectTarget } from './hub-address.ts';
import { type Answer, factsOf, type FileFacts, refusal } from './hub-answer.ts';
import { asTemporary, bodyOf, stalledReason } from './network.ts';

const mostRedirects = 8;
/** Configurations and lists are small; whatever is not, is not one. */
const largestTextBytes = 4 << 20;
/** Silence of this length counts as a cut connection. */
const defaultStallMs = 30_000;

export interface HubClientOptions {
  readonly hubUrl: string;
  /** Sent to the hub's own address and to nobody else. */
  readonly token?: string | undefined;
  readonly stallMs?: number;
}

export class HubClient {
  readonly hub: URL;
  readonly stallMs: number;
  readonly #token: string | undefined;

  constructor({ hubUrl, token, stallMs = defaultStallMs }: HubClientOptions) {
    this.hub = parseHub(hubUrl);
    this.#token = checkToken(token);
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

/** A header cannot carry every text, and an error about it would quote it. */
function checkToken(token = ''): string | undefined {
  const plain = token.trim();
  if (/^[\x21-\x7e]*$/.test(plain)) return plain === '' ? undefined : plain;
  throw new FigscopeError('invalid-input', {
    message: 'HF_TOKEN is not an access token.',
    remedy: 'Copy it from the settings of your account on the hub, or leave it out.',
  });
}
