/** One request with its redirects: followed by hand, so that none leaves the web or encryption. */
import { FigscopeError } from '#app/util/error.ts';
import { asTemporary, stalledReason } from './body.ts';

const mostRedirects = 8;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Silence of this length before an answer, or inside it, counts as a cut connection. */
export const usualStallMs = 30_000;

/** The answer to a request, and what every answer on the way to it said. */
export interface Answer {
  readonly response: Response;
  readonly headers: readonly Headers[];
  /** Where the answer came from in the end. */
  readonly url: URL;
}

export interface SendOptions {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers for some addresses only: secrets that must not travel on. */
  readonly headersFor?: (url: URL) => Readonly<Record<string, string>>;
  /** Whether a redirect says everything already and need not be followed. */
  readonly isEnough?: (response: Response) => boolean;
  readonly stallMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:';

/**
 * Sends and follows. Any status that is no redirect is an answer. Throws TemporaryFailure while nothing answers,
 * `cancelled`, and `unavailable` for redirects that are not followed.
 */
export async function send(first: URL, options: SendOptions = {}): Promise<Answer> {
  const headers: Headers[] = [];
  let url = first;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const response = await sendOnce(url, options);
    headers.push(response.headers);
    const isAnswer = !redirects.has(response.status) || options.isEnough?.(response) === true;
    if (isAnswer) return { response, headers, url };
    await response.body?.cancel();
    url = redirectTarget(url, response.headers.get('location'));
  }
  throw new FigscopeError('unavailable', {
    message: 'The server redirects in a circle.',
    remedy: 'Check its address in the settings.',
  });
}

async function sendOnce(url: URL, options: SendOptions): Promise<Response> {
  const { signal, stallMs = usualStallMs, method = 'GET' } = options;
  const headers = new Headers({
    ...options.headers,
    // A compressed answer would have another length than the file, and could not be continued.
    'accept-encoding': 'identity',
    'user-agent': 'figscope',
    ...options.headersFor?.(url),
  });
  // Only until the answer begins: whoever reads its body watches for silence.
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(stalledReason()), stallMs);
  const either = signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
  try {
    return await fetch(url, { method, headers, redirect: 'manual', signal: either });
  } catch (thrown) {
    throw asTemporary(thrown, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Where a redirect leads; throws unavailable when it leaves the web, or leaves encryption. */
export function redirectTarget(from: URL, location: string | null): URL {
  const to = location === null ? null : URL.parse(location, from.href);
  if (to !== null && isWeb(to) && !(from.protocol === 'https:' && to.protocol === 'http:')) return to;
  throw new FigscopeError('unavailable', {
    message: `The server redirects to an address that is not followed${to === null ? '' : ` (${to.protocol}//${to.host})`}.`,
    remedy: 'Check its address in the settings.',
  });
}
