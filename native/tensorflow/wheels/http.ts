/** GET as package indexes need it: redirects, credentials in the address, other certificates, a proxy, a patience. */
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import * as tls from 'node:tls';
import { FigscopeError } from '#app/util/error.ts';

export interface HttpOptions {
  readonly signal: AbortSignal;
  /** A file with certificates to trust besides the system's. */
  readonly certificates?: string;
  readonly proxy?: string;
  /** A connection that says nothing for so long is given up. */
  readonly idleTimeoutMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly body: IncomingMessage;
}

const mostRedirects = 8;

export class HttpClient {
  readonly #options: HttpOptions;
  readonly #agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };

  constructor(options: HttpOptions) {
    this.#options = options;
    const { proxy } = options;
    // Node before 24.5 knows no such option and connects directly.
    const proxyEnv = proxy
      ? { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: process.env['NO_PROXY'] }
      : process.env;
    this.#agents = {
      'http:': new HttpAgent({ keepAlive: true, proxyEnv }),
      'https:': new HttpsAgent({ keepAlive: true, proxyEnv, ca: trusted(options.certificates) }),
    };
  }

  /** The answer, whatever its status; its body must be read or destroyed. */
  async get(address: URL, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    let url = address;
    let authorization = credentials(url);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const body = await this.#request(url, authorization ? { ...headers, authorization } : headers);
      const status = body.statusCode ?? 0;
      const { location } = body.headers;
      if (![301, 302, 303, 307, 308].includes(status) || location === undefined)
        return { status, headers: body.headers, url, body };
      body.resume();
      const next = new URL(location, url);
      if (url.protocol === 'https:' && next.protocol !== 'https:') {
        throw new FigscopeError('unavailable', {
          message: `${shown(url)} leads to an address without encryption.`,
          remedy: 'Name another index with --wheel-index.',
        });
      }
      if (next.host !== url.host) authorization = credentials(next);
      url = next;
    }
    throw new FigscopeError('unavailable', {
      message: `${shown(address)} redirects in a circle.`,
      remedy: 'Name another index with --wheel-index.',
    });
  }

  close(): void {
    this.#agents['http:'].destroy();
    this.#agents['https:'].destroy();
  }

  #request(url: URL, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const send = secure ? httpsRequest : httpRequest;
    const idleTimeoutMs = this.#options.idleTimeoutMs ?? 60_000;
    const bare = new URL(url);
    bare.username = '';
    bare.password = '';
    return new Promise((resolve, reject) => {
      const request = send(bare, {
        headers: { 'user-agent': 'figscope', 'accept-encoding': 'identity', ...headers },
        agent: this.#agents[secure ? 'https:' : 'http:'],
        signal: this.#options.signal,
        timeout: idleTimeoutMs,
      });
      request.on('response', resolve);
      request.on('error', reject);
      request.on('timeout', () => request.destroy(new Error(`no answer for ${idleTimeoutMs / 1000} s`)));
      request.end();
    });
  }
}

/** An address as it may be shown: without credentials. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function credentials({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function trusted(file: string | undefined): string[] {
  const own = file ? [readFileSync(file, 'utf8')] : [];
  return [...tls.rootCertificates, ...tls.getCACertificates('system'), ...own];
}
