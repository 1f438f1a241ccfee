/** The browser shell: one HTTP server with the page, the images, the uploads and the WebSocket of the contract. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { contractVersion, hostContract } from '#app/contract/index.ts';
import { type Served, serve } from '#app/rpc/peer.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { HostForShell } from '../host/host-for-shell.ts';
import { Access, type Visitor } from './access.ts';
import { answerError, answerJson, answerText, route } from './routes.ts';
import { socketTransport } from './socket-transport.ts';
import { readStaticFiles, type StaticFiles } from './static-files.ts';

export interface ServeHostOptions {
  /** Address to listen on; anything but a loopback address opens Figscope to the network. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Admits the command line; made up when absent. */
  readonly secret?: string;
  /** The built renderer; read from dist/ when absent. */
  readonly files?: StaticFiles;
  /** Unexpected errors, for the log. */
  readonly onError?: (error: unknown, where: string) => void;
  /** Told how many windows and commands are connected, whenever that changes. */
  readonly onConnections?: (count: number) => void;
}

export interface HostServer {
  /** Without a token: what stays in the address bar. */
  readonly origin: string;
  readonly port: number;
  readonly secret: string;
  /** An address that works once, under a name that shares no cookies with other servers of this machine. */
  startUrl(name: 'plain' | 'private'): string;
  close(): Promise<void>;
}

/** Larger messages would stall the connection; files go by PUT. */
const largestMessageBytes = 64 * 1024 ** 2;

/** @throws FigscopeError `unavailable` when the port is taken, `permission-denied` when it may not be used. */
export async function serveHost(host: HostForShell, options: ServeHostOptions): Promise<HostServer> {
  const files = options.files ?? readStaticFiles();
  const server = createServer();
  const port = await listen(server, options.host, options.port);
  const access = new Access(options.host, port, options.secret);
  const sockets = acceptSockets(server, access, host, options);
  const addressHost = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  const origin = `http://${addressHost.includes(':') ? `[${addressHost}]` : addressHost}:${port}`;

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const visitor = visitorOf(request);
    if (!access.knowsHost(visitor)) return answerText(response, 421, 'This server does not go by that name.');
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.searchParams.has('token')) return enter(access, visitor, url, request, response);
    if (url.pathname === '/start-url' && access.hasSecret(visitor)) {
      return answerJson(response, 200, { url: startUrl('plain'), privateUrl: startUrl('private') });
    }
    if (!access.admits(visitor)) return answerText(response, 403, notAdmitted);
    route({ host, files }, url, request, response).catch((error: unknown) => {
      if (!response.destroyed) options.onError?.(error, url.pathname.split('/')[1] ?? '');
      answerError(response, error);
    });
  });
  server.requestTimeout = 0; // A large upload may take longer than any limit; idle ones end with their connection.

  function startUrl(name: 'plain' | 'private'): string {
    const base = name === 'private' ? `http://${access.privateName}:${port}` : origin;
    return `${base}/?token=${access.newStartToken()}`;
  }

  return {
    origin,
    port,
    secret: access.secret,
    startUrl,
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const notAdmitted =
  'Figscope does not know this browser. Open the address that `npm start` or `figscope start` printed; it works once, so start it again for another one.';

/** Trades the start token for a session, and takes the token out of the address bar. */
function enter(
  access: Access,
  visitor: Visitor,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'GET') return answerText(response, 405, 'Use GET here.');
  const cookie = access.redeem(url.searchParams.get('token') ?? '');
  if (cookie === undefined && !access.hasSession(visitor)) return answerText(response, 403, notAdmitted);
  response
    .writeHead(303, {
      location: '/',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    })
    .end();
}

const visitorOf = ({ headers }: IncomingMessage): Visitor => ({
  host: headers.host,
  origin: headers.origin,
  cookie: headers.cookie,
  authorization: headers.authorization,
});

/** Serves the contract on every admitted WebSocket at /rpc. */
function acceptSockets(
  server: Server,
  access: Access,
  host: HostForShell,
  { onError, onConnections }: ServeHostOptions,
): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
  });
  const peers = new Set<Served>();
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const visitor = visitorOf(request);
    if (request.url !== '/rpc' || !access.knowsHost(visitor) || !access.admits(visitor)) {
      connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const peer = serve(socketTransport(socket), hostContract, host.handlers, {
        version: String(contractVersion),
        ...(onError ? { onInternalError: onError } : {}),
      });
      peers.add(peer);
      onConnections?.(peers.size);
      void peer.closed.then(() => {
        peers.delete(peer);
        onConnections?.(peers.size);
      });
    });
  });
  return {
    close: () => {
      for (const peer of peers) peer[Symbol.dispose]();
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

/** Resolves with the port. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const problems: Readonly<Record<string, FigscopeError>> = {
    EADDRINUSE: new FigscopeError('unavailable', {
      message: `Port ${port} on ${host} is in use by another program.`,
      remedy: 'Choose another one with --port, or leave --port out to take a free one.',
      facts: { port, host },
    }),
    EACCES: new FigscopeError('permission-denied', {
      message: `Port ${port} may not be used by this account.`,
      remedy: 'Choose one above 1023 with --port.',
      facts: { port, host },
    }),
    EADDRNOTAVAIL: new FigscopeError('invalid-input', {
      message: `${host} is not an address of this machine.`,
      remedy: 'Leave --host out to serve this machine alone.',
      facts: { host },
    }),
  };
  return problems[error.code ?? ''] ?? error;
}
