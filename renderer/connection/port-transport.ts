/** Electron's way to the host: a message port, brought into the page by the preload. */
import { messageTransport } from '#app/rpc/message-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';

/** Works with the ports of browsers and of Node. The other end of a closed port is told by its `close` event. */
export const portTransport = (port: MessagePort): Transport =>
  messageTransport({
    post: (frame) => port.postMessage(frame),
    listen: (onMessage, onClose) => {
      port.addEventListener('message', ({ data }) => onMessage(data));
      port.addEventListener('close', onClose);
      port.start();
    },
    close: () => port.close(),
  });
