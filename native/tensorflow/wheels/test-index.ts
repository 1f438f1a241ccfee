/** For tests: a package index with one project that misbehaves on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wheelFile } from './test-wheel.ts';

/** What goes wrong with one request for the wheel. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  /** The connection ends after so many bytes of the answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Nothing more comes after so many bytes, and the connection stays. */
  | { readonly kind: 'silence'; readonly afterBytes: number }
  /** Other bytes of the same length. */
  | { readonly kind: 'wrong bytes' }
  /** The answer says that it has other bytes than those asked for. */
  | { readonly kind: 'wrong range' };

export interface TestIndex extends AsyncDisposable {
  readonly url: string;
  /** Ranges asked of the wheel, in order; '' for all of it. */
  readonly ranges: string[];
  /** Bytes of the wheel that were sent. */
  sentBytes(): number;
  /** Changes how it answers from now on. */
  readonly behaviour: {
    page: 'json' | 'html' | 'nonsense' | 'circle' | number;
    /** Ranges are not understood: all of the file comes. */
    knowsRanges: boolean;
    /** What an address must bring along. */
    credentials?: string;
    wheel: Buffer;
  };
  /** Faults of the next requests for large pieces of the wheel. */
  misbehave(...faults: readonly Fault[]): void;
  /** Resolves when a `silence` has begun. */
  silent(): Promise<void>;
}

/** Small pieces (the table of contents) come as they should. */
const largeBytes = 100_000;

export async function startTestIndex(wheel: Buffer): Promise<TestIndex> {
  const faults: Fault[] = [];
  const ranges: string[] = [];
  const behaviour: TestIndex['behaviour'] = { page: 'json', knowsRanges: true, wheel };
  const silence = Promise.withResolvers<void>();
  let sentBytes = 0;

  const sendWheel = (request: IncomingMessage, response: ServerResponse): void => {
    const range = request.headers.range ?? '';
    ranges.push(range);
    const all = behaviour.wheel;
    const [, from = '0', to = String(all.length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const ranged = behaviour.knowsRanges && range !== '';
    let bytes = ranged ? all.subarray(Number(from), Number(to) + 1) : all;
    const fault = bytes.length >= largeBytes ? faults.shift() : undefined;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status).end();
      return;
    }
    if (fault?.kind === 'wrong bytes') bytes = Buffer.from(bytes.map((byte) => byte ^ 0x55));
    const first = fault?.kind === 'wrong range' ? Number(from) + 1 : from;
    response.writeHead(ranged ? 206 : 200, {
      'content-length': bytes.length,
      ...(ranged ? { 'content-range': `bytes ${first}-${to}/${all.length}` } : {}),
    });
    if (fault?.kind === 'cut' || fault?.kind === 'silence') {
      sentBytes += fault.afterBytes;
      response.write(bytes.subarray(0, fault.afterBytes), () => {
        if (fault.kind === 'cut') response.destroy();
        else silence.resolve();
      });
      return;
    }
    sentBytes += bytes.length;
    response.end(bytes);
  };

  const sendPage = (response: ServerResponse): void => {
    const { page } = behaviour;
    if (typeof page === 'number') response.writeHead(page).end();
    else if (page === 'circle') response.writeHead(302, { location: '/simple/tiny/' }).end();
    else if (page === 'html') {
      const links = [
        `<a href="../../files/${wheelFile}#sha256=0000">${wheelFile}</a>`,
        `<a href="../../files/tiny-1.5-py3-none-any.whl" data-yanked="broken">old</a>`,
      ];
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><body>${links.join('<br>')}`);
    } else {
      const files = [
        { filename: wheelFile, url: `../../files/${wheelFile}` },
        { filename: 'tiny-1.5-py3-none-any.whl', url: '../../files/none', yanked: 'broken' },
        { filename: 'tiny-1.0.tar.gz', url: '../../files/none' },
      ];
      const body = page === 'json' ? JSON.stringify({ files }) : '{"message": "hello"}';
      response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(body);
    }
  };

  const server = createServer((request, response) => {
    const { credentials } = behaviour;
    const sent = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64');
    if (credentials !== undefined && sent.toString() !== credentials) response.writeHead(401).end();
    else if (request.url === '/simple/tiny/') sendPage(response);
    else if (request.url === `/files/${wheelFile}`) sendWheel(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // An address of the network, not of a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    ranges,
    sentBytes: () => sentBytes,
    behaviour,
    misbehave: (...next) => void faults.push(...next),
    silent: () => silence.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
