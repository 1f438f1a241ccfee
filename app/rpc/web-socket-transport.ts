/** Frames over a WebSocket, one binary message each: the browser's, Node's own, and that of the ws package. */
import { FigscopeError } from '../util/error.ts';
import { createInbox, type Transport } from './transport.ts';

/** What the three have in common and is needed here. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
}

const connecting = 0;
const normalClosure = 1000;
const unsupportedData = 1003;

/** Bytes waiting in the socket above which streams pause. Their credit bounds the rest. */
const congestedBytes = 4 * 1024 * 1024;
const congestionCheckMs = 10;

/** The socket may still be connecting: frames are then kept until it is open. */
export function webSocketTransport(socket: WebSocketLike): Transport {
  const inbox = createInbox();
  const unsent: Uint8Array<ArrayBuffer>[] = [];
  let wasOpen = socket.readyState !== connecting;
  socket.binaryType = 'arraybuffer';

  socket.addEventListener('open', () => {
    wasOpen = true;
    for (const frame of unsent.splice(0)) socket.send(frame);
    // Closed while it was connecting: what was sent before leaves first.
    if (inbox.closed) socket.close(normalClosure);
  });
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) {
      inbox.deliver(new Uint8Array(data));
    } else {
      inbox.close('The other side does not speak in frames.');
      socket.close(unsupportedData);
    }
  });
  // A close follows and ends the transport; without a listener the ws package would throw.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', ({ code, reason }) => inbox.close(closeReason(wasOpen, code, reason)));

  return {
    send: (frame) => {
      if (inbox.closed) return;
      if (socket.readyState === connecting) unsent.push(frame);
      else socket.send(frame);
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close: () => {
      if (inbox.closed) return;
      inbox.close('This side closed the connection.');
      if (socket.readyState !== connecting) socket.close(normalClosure);
    },
    whenWritable: async () => {
      while (!inbox.closed && socket.bufferedAmount > congestedBytes) {
        await new Promise<void>((resolve) => void setTimeout(resolve, congestionCheckMs));
      }
    },
  };
}

/** Resolves when the socket is open. @throws FigscopeError `unavailable` when it cannot be opened. */
export function openWebSocket(socket: WebSocketLike): Promise<Transport> {
  const transport = webSocketTransport(socket);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(transport));
    transport.onClose((reason) => reject(new FigscopeError('unavailable', reason)));
  });
}

function closeReason(wasOpen: boolean, code: number, reason: string): string {
  if (!wasOpen) return 'No connection could be made.';
  if (reason !== '') return reason;
  if (code === 1006) return 'The connection was lost.';
  if (code === 1009) return 'The other side refused a message for its size.';
  return 'The other side closed the connection.';
}
