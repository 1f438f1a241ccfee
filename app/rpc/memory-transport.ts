/** Two ends in one process: for tests, and for the command line when it hosts in its own process. */
import { createInbox, type Transport } from './transport.ts';

/** A connected pair. Frames arrive in a later microtask, in order; closing one end closes the other after them. */
export function memoryTransportPair(): [Transport, Transport] {
  const inboxes = [createInbox(), createInbox()] as const;
  const end = (own: 0 | 1, other: 0 | 1): Transport => ({
    send: (frame) => {
      if (inboxes[own].closed) return;
      queueMicrotask(() => inboxes[other].deliver(frame));
    },
    onFrame: inboxes[own].onFrame,
    onClose: inboxes[own].onClose,
    close: () => {
      inboxes[own].close('This side closed the connection.');
      queueMicrotask(() => inboxes[other].close('The other side closed the connection.'));
    },
  });
  return [end(0, 1), end(1, 0)];
}
