/** A WebSocket server that accepts one connection, for tests of both ends. */
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import type { Transport } from '#app/rpc/transport.ts';
import { socketTransport } from './socket-transport.ts';

export interface SocketServer {
  readonly url: string;
  readonly accepted: Promise<Transport>;
  close(): Promise<void>;
}

export async function startSocketServer(): Promise<SocketServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return {
    url: `ws://127.0.0.1:${address.port}`,
    accepted: new Promise((resolve) =>
      server.once('connection', (socket) => resolve(socketTransport(socket))),
    ),
    close: async () => {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
