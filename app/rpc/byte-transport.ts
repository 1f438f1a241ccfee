/** Frames over a stream of bytes (a pipe or a local socket): each is `[u32 length, little-endian][frame]`. */
import { FigscopeError } from '../util/error.ts';
import { maxFrameBytes } from './frame.ts';
import { createInbox, type Transport } from './transport.ts';

/** The part of Node's duplex streams that is needed here. */
export interface ByteStream {
  /** False when the bytes had to be queued; `drain` tells when the queue is empty. */
  write(bytes: Uint8Array): boolean;
  cork(): void;
  uncork(): void;
  end(flushed: () => void): unknown;
  destroy(): unknown;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'drain' | 'end' | 'close', listener: () => void): unknown;
}

const prefixBytes = 4;

/** Ends with the stream. Chunks of streams wait while the other side is slower than this one writes. */
export function byteTransport(stream: ByteStream): Transport {
  const inbox = createInbox();
  const splitter = createFrameSplitter(inbox.deliver);
  let congested = false;
  let waiting: (() => void)[] = [];

  function release(): void {
    congested = false;
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  }

  function finish(reason: string): void {
    inbox.close(reason);
    release();
  }

  stream.on('data', (bytes) => {
    try {
      splitter(bytes);
    } catch (error) {
      finish(error instanceof Error ? error.message : String(error));
      stream.destroy();
    }
  });
  stream.on('drain', release);
  stream.on('error', (error) => finish(`The connection broke: ${error.message}.`));
  stream.on('end', () => finish('The other side closed the connection.'));
  stream.on('close', () => finish('The other side closed the connection.'));

  return {
    send(frame) {
      if (inbox.closed) return;
      const prefix = new Uint8Array(prefixBytes);
      new DataView(prefix.buffer).setUint32(0, frame.byteLength, true);
      stream.cork();
      stream.write(prefix);
      congested = !stream.write(frame);
      stream.uncork();
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close() {
      if (inbox.closed) return;
      finish('This side closed the connection.');
      stream.end(() => stream.destroy());
    },
    whenWritable: () =>
      congested ? new Promise<void>((resolve) => void waiting.push(resolve)) : Promise.resolve(),
  };
}

/**
 * Cuts a stream of bytes into frames, whatever the sizes of its pieces. Each frame gets a buffer of its own, so its
 * sections are aligned and keep nothing else in memory.
 * @throws FigscopeError `protocol-mismatch` for a length that no frame may have.
 */
export function createFrameSplitter(deliver: (frame: Uint8Array) => void): (bytes: Uint8Array) => void {
  const prefix = new Uint8Array(prefixBytes);
  const prefixView = new DataView(prefix.buffer);
  let target: Uint8Array = prefix;
  let filledBytes = 0;

  function complete(): void {
    filledBytes = 0;
    if (target !== prefix) {
      const frame = target;
      target = prefix;
      deliver(frame);
      return;
    }
    const lengthBytes = prefixView.getUint32(0, true);
    if (lengthBytes > maxFrameBytes) {
      throw new FigscopeError('protocol-mismatch', 'The other side does not speak in frames.');
    }
    target = new Uint8Array(lengthBytes);
    if (lengthBytes === 0) complete();
  }

  return (bytes) => {
    let offset = 0;
    while (offset < bytes.byteLength) {
      const piece = bytes.subarray(offset, offset + target.byteLength - filledBytes);
      target.set(piece, filledBytes);
      filledBytes += piece.byteLength;
      offset += piece.byteLength;
      if (filledBytes === target.byteLength) complete();
    }
  };
}
