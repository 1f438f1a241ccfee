/** A worker's way to the process that started it: a pipe in plain Node, the parent port in Electron. */
import { Socket } from 'node:net';
import { byteTransport } from '#app/rpc/byte-transport.ts';
import { messageTransport } from '#app/rpc/message-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';
import { FigscopeError } from '#app/util/error.ts';

/** The part of Electron's `process.parentPort` that is needed here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

/** @throws FigscopeError `unsupported` in a process that was not started as a worker. */
export function parentTransport(): Transport {
  const parentPort: unknown = Reflect.get(process, 'parentPort');
  if (isParentPort(parentPort)) return parentPortTransport(parentPort);
  const descriptor = Number(process.env['FIGSCOPE_WORKER_PIPE'] ?? Number.NaN);
  if (!Number.isInteger(descriptor)) {
    throw new FigscopeError('unsupported', {
      message: 'This file is a worker of Figscope and does nothing by itself.',
      remedy: 'Start Figscope; it starts its workers.',
    });
  }
  return byteTransport(new Socket({ fd: descriptor, readable: true, writable: true }));
}

const isParentPort = (value: unknown): value is ParentPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;

/** Electron ends the utility process with its parent, so a close is never told here. */
export const parentPortTransport = (port: ParentPort): Transport =>
  messageTransport({
    post: (frame) => port.postMessage(frame),
    listen: (onMessage) => void port.on('message', ({ data }) => onMessage(data)),
    close: () => {},
  });
