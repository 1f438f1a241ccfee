/** Message ports as Electron's main process has them: events of an emitter, closed by either end. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { messageTransport } from '#app/rpc/message-transport.ts';
import type { Transport } from '#app/rpc/transport.ts';
import { describe, expect, it } from 'vitest';
import { describeTransport } from '#app/rpc/transport-suite.ts';

const nodePortTransport = (port: MessagePort): Transport =>
  messageTransport({
    post: (frame) => port.postMessage(frame),
    listen: (onMessage, onClose) => {
      port.on('message', onMessage);
      port.on('close', onClose);
    },
    close: () => port.close(),
  });

describeTransport("a port of Node's threads", () => {
  const { port1, port2 } = new MessageChannel();
  return { left: nodePortTransport(port1), right: nodePortTransport(port2) };
});

describe('messageTransport', () => {
  it('posts no more than the frame when that is a part of a larger buffer', async () => {
    const { port1, port2 } = new MessageChannel();
    const received = new Promise<Uint8Array>((resolve) => port2.on('message', resolve));
    nodePortTransport(port1).send(new Uint8Array(1024).subarray(8, 24));
    expect((await received).buffer.byteLength).toBe(16);
    port1.close();
  });

  it('closes when the other side posts something that is no frame', async () => {
    const { port1, port2 } = new MessageChannel();
    const closed = new Promise<string>((resolve) => nodePortTransport(port1).onClose(resolve));
    port2.postMessage({ type: 'call' });
    await expect(closed).resolves.toContain('does not speak in frames');
  });
});
