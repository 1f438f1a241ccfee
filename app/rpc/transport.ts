/** What carries frames between two peers, and the small inbox that every implementation shares. */

/** A message port, socket or pipe that keeps frame boundaries and order. The rules are in SPEC.md, part T. */
export interface Transport {
  /** Takes the frame over: the caller must not change it afterwards. Does nothing once closed; never throws. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** One listener. Frames that arrived before it was given are delivered to it first. */
  onFrame(listener: (frame: Uint8Array) => void): void;
  /** Told once, with a reason for people; at once when the transport is closed already. */
  onClose(listener: (reason: string) => void): void;
  /** Frames sent before are still delivered where the medium allows it. */
  close(): void;
  /** Present where the medium can be congested: resolves when it takes more. Streams wait for it between chunks. */
  readonly whenWritable?: () => Promise<void>;
}

/** The receiving half of a transport: keeps frames until someone listens, and tells the close reason once. */
export interface Inbox extends Pick<Transport, 'onFrame' | 'onClose'> {
  readonly closed: boolean;
  readonly deliver: (frame: Uint8Array) => void;
  /** Further frames are dropped. Only the first reason counts. */
  readonly close: (reason: string) => void;
}

export function createInbox(): Inbox {
  const early: Uint8Array[] = [];
  let frameListener: ((frame: Uint8Array) => void) | undefined;
  const closeListeners: ((reason: string) => void)[] = [];
  let closeReason: string | undefined;
  return {
    get closed() {
      return closeReason !== undefined;
    },
    deliver(frame) {
      if (closeReason !== undefined) return;
      if (frameListener) frameListener(frame);
      else early.push(frame);
    },
    close(reason) {
      if (closeReason !== undefined) return;
      closeReason = reason;
      for (const listener of closeListeners) listener(reason);
    },
    onFrame(listener) {
      frameListener = listener;
      for (const frame of early.splice(0)) listener(frame);
    },
    onClose(listener) {
      if (closeReason === undefined) closeListeners.push(listener);
      else listener(closeReason);
    },
  };
}
