/** For tests and benchmarks: a server of PMC's layout of 2026 that misbehaves on demand. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong with one request for an object. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection ends after so many bytes. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Nothing more comes after so many bytes. */
  | { readonly kind: 'silence'; readonly afterBytes: number }
  /** So many pieces with a pause before each. */
  | { readonly kind: 'slow'; readonly pieces: number; readonly pauseMs: number }
  /** Other bytes of the same length. */
  | { readonly kind: 'wrong bytes' }
  /** All of the file, whatever range was asked for. */
  | { readonly kind: 'no range' }
  /** Called before the answer: replaces the object, say. */
  | { readonly kind: 'change'; readonly change: () => void };

export interface Asked {
  readonly key: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Keys of objects that were asked for, listings left out. */
  keys(): readonly string[];
  /** Requests at the same time, at most so far. */
  readonly mostAtOnce: number;
  readonly bytesSent: number;
  forget(): void;
  /** Faults of the next requests for an object, one each. */
  misbehave(key: string, ...faults: readonly Fault[]): void;
  /** A fault of every request from now on; undefined ends it. */
  always(fault: Fault | undefined): void;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly lastModified?: ReadonlyMap<string, string>;
  /** Keys and prefixes in a page of a listing. */
  readonly pageKeys?: number;
  readonly port?: number;
  /** Before every answer. */
  readonly delayMs?: number;
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

export async function startTestServer(
  objects: ReadonlyMap<string, Buffer>,
  { lastModified = new Map(), pageKeys = 1000, port = 0, delayMs = 0 }: TestServerOptions = {},
): Promise<TestServer> {
  let asked: Asked[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let bytesSent = 0;
  let standing: Fault | undefined;
  const faults = new Map<string, Fault[]>();

  const list = (query: URLSearchParams): string => {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const after = query.get('continuation-token') ?? '';
    const names = new Set<string>();
    for (const key of objects.keys()) {
      if (!key.startsWith(prefix)) continue;
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      names.add(end < 0 ? key : key.slice(0, end + 1));
    }
    const sorted = [...names].sort().filter((name) => name > after);
    const page = sorted.slice(0, pageKeys);
    const entry = (name: string): string => {
      const bytes = objects.get(name);
      if (!bytes) return `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
      const changed = lastModified.get(name) ?? '2026-08-01T00:00:00.000Z';
      const tag = etagOf(bytes).replaceAll('"', '&quot;');
      return `<Contents><Key>${name}</Key><LastModified>${changed}</LastModified><ETag>${tag}</ETag><Size>${bytes.length}</Size></Contents>`;
    };
    const more = page.length < sorted.length;
    const next = more ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
    return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix>${prefix}</Prefix><IsTruncated>${more}</IsTruncated>${next}${page.map(entry).join('')}</ListBucketResult>`;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://server');
    const key = decodeURIComponent(url.pathname.slice(1));
    const { range, 'if-range': ifRange } = request.headers;
    asked.push({ key, range, ifRange: ifRange?.toString() });
    if (delayMs > 0) await sleep(delayMs);
    const fault = faults.get(key)?.shift() ?? standing;
    if (fault?.kind === 'change') fault.change();
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (url.searchParams.get('list-type') === '2') {
      response.writeHead(200, { 'content-type': 'application/xml' }).end(list(url.searchParams));
      return;
    }
    const bytes = objects.get(key);
    if (!bytes) {
      response
        .writeHead(404, { 'content-type': 'application/xml' })
        .end('<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    const etag = etagOf(bytes);
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
    const send = (piece: Buffer): boolean => {
      bytesSent += piece.length;
      return response.write(piece);
    };
    if (fault?.kind === 'cut') {
      send(rest.subarray(0, fault.afterBytes));
      // What was written must be on its way before the connection ends.
      response.socket?.setNoDelay(true);
      setTimeout(() => response.destroy(), 20);
      return;
    }
    if (fault?.kind === 'silence') {
      send(rest.subarray(0, fault.afterBytes));
      return;
    }
    if (fault?.kind === 'slow') {
      const step = Math.ceil(rest.length / fault.pieces);
      for (let at = 0; at < rest.length; at += step) {
        await sleep(fault.pauseMs);
        send(rest.subarray(at, at + step));
      }
      response.end();
      return;
    }
    send(fault?.kind === 'wrong bytes' ? Buffer.from(rest).fill(7) : rest);
    response.end();
  };

  const server = createServer((request, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once('close', () => (atOnce -= 1));
    void serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens to no port.');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    get asked() {
      return asked;
    },
    keys: () => asked.map(({ key }) => key).filter((key) => key !== ''),
    get mostAtOnce() {
      return mostAtOnce;
    },
    get bytesSent() {
      return bytesSent;
    },
    forget: () => {
      asked = [];
      mostAtOnce = 0;
      bytesSent = 0;
    },
    misbehave: (key, ...more) => void faults.set(key, [...(faults.get(key) ?? []), ...more]),
    always: (fault) => (standing = fault),
    close,
    [Symbol.asyncDispose]: close,
  };
}
