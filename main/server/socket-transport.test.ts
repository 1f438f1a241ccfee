import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openWebSocket } from '#app/rpc/web-socket-transport.ts';
import { describeTransport } from '#app/rpc/transport-suite.ts';
import { socketTransport } from './socket-transport.ts';
import { type SocketServer, startSocketServer } from './test-socket-server.ts';

describeTransport('a WebSocket of the command line that is still connecting', async () => {
  const server = await startSocketServer();
  const right = socketTransport(new WebSocket(server.url));
  return { left: await server.accepted, right, dispose: () => server.close() };
});

describeTransport('the WebSocket that browsers and Node have', async () => {
  const server = await startSocketServer();
  const [right, left] = await Promise.all([
    openWebSocket(new globalThis.WebSocket(server.url)),
    server.accepted,
  ]);
  return { left, right, dispose: () => server.close() };
});

describe('openWebSocket', () => {
  it('fails with unavailable when nobody listens', async () => {
    const server = await startSocketServer();
    await server.close();
    await expect(openWebSocket(new globalThis.WebSocket(server.url))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'No connection could be made.',
    });
  });
});

describe('socketTransport', () => {
  let server: SocketServer;
  beforeEach(async () => {
    server = await startSocketServer();
  });
  afterEach(() => server.close());

  const closed = (transport: ReturnType<typeof socketTransport>) =>
    new Promise<string>((resolve) => transport.onClose(resolve));

  it('tells why there is no connection', async () => {
    await server.close();
    const transport = socketTransport(new WebSocket(server.url));
    transport.send(new Uint8Array([1]));
    await expect(closed(transport)).resolves.toBe('No connection could be made.');
  });

  it('can be closed while it connects', async () => {
    const transport = socketTransport(new WebSocket(server.url));
    transport.close();
    await expect(closed(await server.accepted)).resolves.toEqual(expect.any(String));
  });

  it('ends the connection at a text message', async () => {
    const client = new WebSocket(server.url);
    const transport = await server.accepted;
    client.once('open', () => client.send('{"jsonrpc":"2.0"}'));
    await expect(closed(transport)).resolves.toContain('does not speak in frames');
  });

  it('pauses streams while the other side does not read', async () => {
    const client = new WebSocket(server.url);
    const transport = await server.accepted;
    client.pause();
    for (let sent = 0; sent < 64; sent += 1) transport.send(new Uint8Array(1024 * 1024));
    const writable = transport.whenWritable?.().then(() => 'writable');
    const atOnce = new Promise((resolve) => void setImmediate(resolve, 'still waiting'));
    await expect(Promise.race([writable, atOnce])).resolves.toBe('still waiting');
    client.resume();
    await expect(writable).resolves.toBe('writable');
  });
});

describe('pings', () => {
  it('end a connection whose other side does not answer', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: false });
    const opened = new Promise((resolve) => client.once('open', resolve));
    const socket = await accepted;
    await opened;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const closed = new Promise<string>((resolve) => socketTransport(socket).onClose(resolve));
    vi.advanceTimersByTime(30_000);
    vi.advanceTimersByTime(30_000);
    await expect(closed).resolves.toBe('The connection was lost.');
    vi.useRealTimers();
    client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
});
