/** Frames over the sockets of the ws package: those the server accepts, and those the command line opens. */
import type { WebSocket } from 'ws';
import { webSocketTransport } from '#app/rpc/web-socket-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';

/** A laptop that sleeps or a cable that is pulled closes nothing; a socket that misses a ping is ended. */
const pingIntervalMs = 30_000;

/**
 * The socket may still be connecting. One whose other side does not answer pings is ended, so that its
 * subscriptions do not run for nobody.
 */
export function socketTransport(socket: WebSocket): Transport {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const pings = setInterval(() => {
    if (socket.readyState !== socket.OPEN) return;
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, pingIntervalMs);
  pings.unref();
  socket.on('close', () => clearInterval(pings));
  return webSocketTransport(socket);
}
