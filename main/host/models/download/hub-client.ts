/** Requests to a hub with Hugging Face's URL layout: redirects, its headers, its refusals in plain words. */
import { FigscopeError } from '#app/util/error.ts';
import { bodyOf } from '#main/net/body.ts';
import { type Patience, patiently } from '#main/net/patience.ts';
import { rangeHeaders } from '#main/net/ranges.ts';
import { type Answer, send, type SendOptions, usualStallMs } from '#main/net/send.ts';
import { fileUrl, type HubFile, parseHub } from './hub-address.ts';
import { factsOf, type FileFacts, refusal } from './hub-answer.ts';

/** Configurations and lists are small; whatever is not, is not one. */
const largestTextBytes = 4 << 20;
/** How sentences call the other side. */
export const hubName = 'the hub';

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

  constructor({ hubUrl, token, stallMs = usualStallMs }: HubClientOptions) {
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
    const headers = rangeHeaders(fromByte, servedEtag);
    const answer = await this.#send(fileUrl(this.hub, file), { headers }, file, signal);
    return { response: answer.response, facts: factsOf(answer) };
  }

  /** A small text. */
  async text(url: URL, about: HubFile, signal?: AbortSignal): Promise<string> {
    const { response } = await this.#send(url, {}, about, signal);
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of bodyOf(response, { stallMs: this.stallMs, signal })) {
      sizeBytes += chunk.length;
      if (sizeBytes > largestTextBytes)
        throw new FigscopeError('invalid-input', `${about.name} of ${about.repo} is far too large.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  async #send(first: URL, request: SendOptions, file: HubFile, signal?: AbortSignal): Promise<Answer> {
    const answer = await send(first, {
      ...request,
      headersFor: (url) => this.#secretFor(url),
      // A store of large files may refuse to be asked about one, and the hub has said everything already.
      isEnough: ({ headers }) => request.method === 'HEAD' && headers.has('x-linked-size'),
      stallMs: this.stallMs,
      signal,
    });
    const { response, url } = answer;
    const isRedirect = response.status >= 300 && response.status < 400;
    if (!response.ok && !isRedirect) throw await refusal(response, file, url.host !== first.host);
    return answer;
  }

  #secretFor(url: URL): Readonly<Record<string, string>> {
    if (this.#token === undefined || url.origin !== this.hub.origin) return {};
    return { authorization: `Bearer ${this.#token}` };
  }
}

/** The outcome of a question to a hub, asked again after temporary failures. */
export const asking = <T>(question: () => Promise<T>, patience: Patience = {}): Promise<T> =>
  patiently(question, { ...patience, server: hubName });

/** A header cannot carry every text, and an error about it would quote it. */
function checkToken(token = ''): string | undefined {
  const plain = token.trim();
  if (/^[\x21-\x7e]*$/.test(plain)) return plain === '' ? undefined : plain;
  throw new FigscopeError('invalid-input', {
    message: 'HF_TOKEN is not an access token.',
    remedy: 'Copy it from the settings of your account on the hub, or leave it out.',
  });
}
