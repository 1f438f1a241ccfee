/** For tests: the server over a real host whose workers do nothing, and requests as raw as an attacker could send them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { openHost } from '../host/host.ts';
import { findInstallation } from '../host/installation.ts';
import type { WorkerSet } from '../host/worker-set.ts';
import { type HostServer, serveHost } from './serve-host.ts';
import { readStaticFiles } from './static-files.ts';

const noWorker = (): never => {
  throw new FigscopeError('unavailable', 'There are no workers in this test.');
};

const noWorkers: WorkerSet = {
  data: async () => noWorker(),
  closeData: async () => {},
  importer: async () => noWorker(),
  images: async () => noWorker(),
  compute: async () => noWorker(),
  closeCompute: async () => {},
  trainer: async () => noWorker(),
  examiner: async () => noWorker(),
  close: async () => {},
};

export interface TestServer extends AsyncDisposable {
  readonly server: HostServer;
  readonly folder: string;
  readonly connections: number[];
  readonly workers: WorkerSet;
  send(path: string, options?: SendOptions): Promise<Answer>;
  /** A session cookie, got with a start token. */
  enter(): Promise<string>;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The image that the fake host knows under the hash of 64 zeros. */
export const imageBytes = '0123456789';
export const imageAddress = `/blob/sample/${'0'.repeat(64)}`;

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-server-'));
  const image = join(folder, 'image.png');
  writeFileSync(image, imageBytes);
  const site = join(folder, 'site');
  mkdirSync(join(site, 'assets'), { recursive: true });
  writeFileSync(join(site, 'index.html'), '<!doctype html><title>Figscope</title>');
  writeFileSync(join(site, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(site, 'secret.env'), 'not a type that is served');
  const { resources } = findInstallation();
  const host = await openHost({
    home: join(folder, 'home'),
    shell: 'browser',
    version: '0.0.0',
    resources,
    workers: noWorkers,
  });
  const connections: number[] = [];
  const server = await serveHost(
    {
      ...host,
      preview: async () => undefined,
      blob: async (corpus, sha256) =>
        corpus === 'sample' && sha256 === '0'.repeat(64) ? { path: image, type: 'image/png' } : undefined,
    },
    {
      host: '127.0.0.1',
      port: 0,
      files: readStaticFiles(site),
      onConnections: (count) => connections.push(count),
    },
  );
  const send = (path: string, options: SendOptions = {}) => sendRaw(server.port, path, options);
  return {
    server,
    folder,
    connections,
    workers: noWorkers,
    send,
    enter: async () => {
      const { pathname, search } = new URL(server.startUrl('plain'));
      const { headers } = await send(`${pathname}${search}`);
      return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The path goes out as it is, and every header can be a lie. */
function sendRaw(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: SendOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host: `127.0.0.1:${port}`, ...headers },
    };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.once('error', reject).end(body);
  });
}
