/** Frames over anything that passes whole messages: message ports of every make, and Electron's processes. */
import { createInbox, type Transport } from './transport.ts';

/** What differs between the makes. */
export interface MessageChannelEnd {
  /** Posts a copy. The frame fills its buffer, and no transfer list is used: Electron's main process loses those. */
  readonly post: (frame: Uint8Array<ArrayBuffer>) => void;
  /** Called once. `data` is whatever the other side posted. */
  readonly listen: (onMessage: (data: unknown) => void, onClose: () => void) => void;
  readonly close: () => void;
}

export function messageTransport(channel: MessageChannelEnd): Transport {
  const inbox = createInbox();
  const close = (reason: string) => {
    if (inbox.closed) return;
    inbox.close(reason);
    channel.close();
  };
  channel.listen(
    (data) => {
      const frame = asBytes(data);
      if (frame) inbox.deliver(frame);
      else close('The other side does not speak in frames.');
    },
    () => inbox.close('The other side closed the connection.'),
  );
  return {
    send: (frame) => {
      if (inbox.closed) return;
      // Structured cloning of a view copies the whole buffer behind it.
      channel.post(frame.byteLength === frame.buffer.byteLength ? frame : frame.slice());
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close: () => close('This side closed the connection.'),
  };
}

function asBytes(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return undefined;
}
