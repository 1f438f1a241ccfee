/**
 * For tests: a hub with Hugging Face's URL layout and headers, that misbehaves on demand. Large files lie in a store at
 * another address, as they do there.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const commit = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

/** What goes wrong with one request for a file. */
export type Fault =
  /** Nothing more comes after so many bytes; `cut` ends the connection. */
  | { readonly kind: 'silence'; readonly afterBytes: number }
  /** Other bytes of the same length. */
  | { readonly kind: 'wrong bytes' }
  /** Ranges are not understood: all of the file comes. */
  | { readonly kind: 'no range' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'redirect'; readonly to: string };

export interface Asked {
  readonly at: 'hub' | 'store';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly authorization: string | undefined;
}

export interface TestHub extends AsyncDisposable {
  readonly url: string;
  /** Content by `owner/name/file`; changed while it runs, it is another version. */
  readonly files: Map<string, Buffer>;
  readonly asked: readonly Asked[];
  /** Faults of the next requests for that file: of statuses and redirects at the hub, of content where it is served. */
  misbehave(file: string, ...faults: readonly Fault[]): void;
  /** Ends every connection. */
  cut(): void;
  /** Ranges of the requests for the content of a file, in order; '' for all of it. */
  ranges(file: string): string[];
}

export interface TestHubOptions {
  /** Newest first: commits and the weights that each had, for the list of a repository's history. */
  readonly history?: readonly { readonly id: string; readonly files: ReadonlyMap<string, Buffer> }[];
}

const isLarge = (file: string): boolean => /\.(safetensors|bin)$/.test(file);
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const gitHash = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

export async function startTestHub(
  files: ReadonlyMap<string, Buffer>,
  { history = [] }: TestHubOptions = {},
): Promise<TestHub> {
  const content = new Map(files);
  const asked: Asked[] = [];
  const faults = new Map<string, Fault[]>();
  const takeFault = (file: string, kinds: readonly Fault['kind'][]): Fault | undefined => {
    const queue = faults.get(file) ?? [];
    return queue[0] !== undefined && kinds.includes(queue[0].kind) ? queue.shift() : undefined;
  };
  const filesAt = (revision: string): ReadonlyMap<string, Buffer> =>
    history.find(({ id }) => id === revision)?.files ?? content;
  const note = (at: Asked['at'], { method = '', url = '', headers }: IncomingMessage): void => {
    const { range, authorization } = headers;
    asked.push({ at, method, path: url, range, ifRange: headers['if-range']?.toString(), authorization });
  };

  const serve = (
    file: string,
    bytes: Buffer,
    etag: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    const fault =
      request.method === 'GET' ? takeFault(file, ['silence', 'wrong bytes', 'no range']) : undefined;
    const { range, 'if-range': ifRange } = request.headers;
    const [, from] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
    const isPart =
      from !== undefined && fault?.kind !== 'no range' && (ifRange === undefined || ifRange === etag);
    const start = isPart ? Number(from) : 0;
    if (isPart && start >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const rest = bytes.subarray(start);
    response.writeHead(isPart ? 206 : 200, {
      etag,
      'content-length': rest.length,
      ...(isPart ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    if (request.method === 'HEAD') response.end();
    else if (fault?.kind === 'silence') response.write(rest.subarray(0, fault.afterBytes));
    else if (fault?.kind === 'wrong bytes') response.end(Buffer.from(rest).fill(7));
    else response.end(rest);
  };

  const store = createServer((request, response) => {
    note('store', request);
    const { pathname, search } = new URL(request.url ?? '', 'http://store');
    const file = decodeURIComponent(pathname.slice(1));
    const bytes = filesAt(search.slice(1)).get(file) ?? Buffer.alloc(0);
    // A store has tags of its own.
    serve(file, bytes, `"store-${sha256(bytes).slice(0, 8)}"`, request, response);
  });
  const hub = createServer((request, response) => {
    note('hub', request);
    const { pathname } = new URL(request.url ?? '', 'http://hub');
    if (pathname.startsWith('/api/models/')) {
      const isFirst = (request.url ?? '').endsWith('p=0');
      response.end(JSON.stringify(isFirst ? history.map(({ id }) => ({ id, title: 'a commit' })) : []));
      return;
    }
    const [, repo = '', revision = '', name = ''] =
      /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
    const file = `${repo}/${name}`;
    const fault = takeFault(file, ['status', 'redirect']);
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (fault?.kind === 'redirect') {
      response.writeHead(302, { location: fault.to }).end();
      return;
    }
    const bytes = filesAt(revision).get(file);
    if (bytes === undefined) {
      const exists = [...content.keys()].some((known) => known.startsWith(`${repo}/`));
      response.writeHead(exists ? 404 : 401, exists ? { 'x-error-code': 'EntryNotFound' } : {}).end();
      return;
    }
    response.setHeader('x-repo-commit', filesAt(revision) === content ? commit : revision);
    if (!isLarge(file)) {
      serve(file, bytes, `"${gitHash(bytes)}"`, request, response);
      return;
    }
    const { port } = addressOf(store);
    response
      .writeHead(302, {
        'x-linked-etag': `"${sha256(bytes)}"`,
        'x-linked-size': bytes.length,
        location: `http://127.0.0.1:${port}/${encodeURIComponent(file)}?${revision}`,
      })
      .end();
  });
  for (const server of [store, hub]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  return {
    url: `http://127.0.0.1:${addressOf(hub).port}`,
    files: content,
    asked,
    misbehave: (file, ...more) => void faults.set(file, [...(faults.get(file) ?? []), ...more]),
    cut: () => [store, hub].forEach((server) => server.closeAllConnections()),
    ranges: (file) =>
      asked
        .filter(
          ({ method, at, path }) =>
            method === 'GET' && at === (isLarge(file) ? 'store' : 'hub') && namesFile(path, file),
        )
        .map(({ range = '' }) => range),
    [Symbol.asyncDispose]: async () => {
      for (const server of [store, hub].filter(({ listening }) => listening)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

const namesFile = (path: string, file: string): boolean =>
  decodeURIComponent(path).replace(/\/resolve\/[^/]+|\?.*/g, '') === `/${file}`;

function addressOf(server: ReturnType<typeof createServer>): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens to no port.');
  return address;
}
