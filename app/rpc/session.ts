/** What both kinds of peer share: greeting, decoding, and one orderly end of the connection. SPEC.md, part S. */
import { errorRecord, FigscopeError, toFigscopeError } from '../util/error.ts';
import type { Contract } from './define.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { errorFromRecord, type Hello, type Message, parseMessage, protocolVersion } from './message.ts';
import type { Transport } from './transport.ts';

export interface Session {
  /** Starts to take messages in; what arrived before is delivered first. */
  readonly listen: (listener: SessionListener) => void;
  /** @throws FigscopeError when the message cannot be encoded; does nothing once the session is over. */
  readonly send: (message: Message) => void;
  /** Ends the session and tells the other side why. */
  readonly end: (error: FigscopeError) => void;
}

export interface SessionListener {
  /** The other side greeted and speaks the same contract. */
  onReady?(): void;
  /** Only after onReady. May throw `protocol-mismatch` to end the session. */
  onMessage(message: Message): void;
  /** Once, whatever ended the session. `closedByTransport` when no error was told by either side. */
  onEnd(error: FigscopeError, closedByTransport: boolean): void;
}

/** Names and kinds of a contract in 8 hexadecimal digits (FNV-1a): equal on both sides or they cannot talk. */
export function contractFingerprint(contract: Contract): string {
  const listing = Object.entries(contract)
    .map(([name, spec]) => `${name}:${spec.kind}`)
    .sort()
    .join('\n');
  let hash = 0x811c9dc5;
  for (const character of listing) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Greets at once. `version` distinguishes contracts that differ in more than names and kinds. */
export function openSession(transport: Transport, contract: Contract, version: string): Session {
  const own: Hello = {
    type: 'hello',
    protocol: protocolVersion,
    contract: contractFingerprint(contract),
    version,
  };
  let listener: SessionListener | undefined;
  let greeted = false;
  let over = false;

  function finish(error: FigscopeError, closedByTransport: boolean): void {
    if (over) return;
    over = true;
    listener?.onEnd(error, closedByTransport);
    transport.close();
  }

  function end(error: FigscopeError): void {
    if (over) return;
    transport.send(encodeFrame({ type: 'bye', error: { ...errorRecord(error), facts: undefined } }));
    finish(error, false);
  }

  function receive(frame: Uint8Array): void {
    const message = parseMessage(decodeFrame(frame));
    if (message.type === 'bye') {
      finish(errorFromRecord(message.error), false);
    } else if (greeted) {
      listener?.onMessage(message);
    } else {
      checkGreeting(own, message);
      greeted = true;
      listener?.onReady?.();
    }
  }

  transport.send(encodeFrame(own));
  return {
    listen: (given) => {
      listener = given;
      transport.onFrame((frame) => {
        if (over) return;
        try {
          receive(frame);
        } catch (error) {
          end(toFigscopeError(error));
        }
      });
      transport.onClose((reason) => finish(new FigscopeError('unavailable', reason), true));
    },
    send: (message) => {
      if (!over) transport.send(encodeFrame(message));
    },
    end,
  };
}

function checkGreeting(own: Hello, message: Message): void {
  if (message.type !== 'hello') {
    throw new FigscopeError('protocol-mismatch', 'The other side did not greet first.');
  }
  const facts = { here: own, there: message };
  if (
    message.protocol !== own.protocol ||
    message.contract !== own.contract ||
    message.version !== own.version
  ) {
    throw new FigscopeError('protocol-mismatch', {
      message: 'The two sides come from different versions of Figscope.',
      remedy: 'Close every window and command of Figscope and start it again; in a browser, reload the page.',
      facts,
    });
  }
}
