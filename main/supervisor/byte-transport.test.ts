import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteTransport, createFrameSplitter } from '#app/rpc/byte-transport.ts';
import { maxFrameBytes } from '#app/rpc/frame.ts';
import { patternedBytes } from '#app/rpc/frames-suite.ts';
import { describeTransport } from '#app/rpc/transport-suite.ts';

/** The same kind of descriptor that a child process gets for its extra pipe. */
async function socketPair(): Promise<{ left: Socket; right: Socket; dispose: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-pipe-'));
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${folder}` : join(folder, 'pipe');
  const server = createServer().listen(path);
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const right = connectSocket(path);
  const [left]: Socket[] = await accepted;
  if (!left) throw new Error('no connection');
  const dispose = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { left, right, dispose };
}

describeTransport('a pipe', async () => {
  const { left, right, dispose } = await socketPair();
  return { left: byteTransport(left), right: byteTransport(right), dispose };
});

describe('byteTransport', () => {
  it('waits while the reader does not read, and goes on when it does', async () => {
    const { left, right, dispose } = await socketPair();
    const transport = byteTransport(left);
    const frame = patternedBytes(1024 * 1024);
    let sent = 0;
    let writable = true;
    while (writable && sent < 64) {
      transport.send(frame);
      sent += 1;
      writable = await Promise.race([
        transport.whenWritable?.().then(() => true),
        new Promise<boolean>((resolve) => void setImmediate(resolve, false)),
      ]).then((result) => result === true);
    }
    expect(sent).toBeLessThan(64);
    const drained = transport.whenWritable?.();
    const receiver = byteTransport(right);
    let received = 0;
    const all = new Promise<void>((resolve) =>
      receiver.onFrame(() => {
        received += 1;
        if (received === sent) resolve();
      }),
    );
    await drained;
    await all;
    transport.close();
    receiver.close();
    dispose();
  });

  it('releases a waiting sender when the pipe closes', async () => {
    const { left, right, dispose } = await socketPair();
    right.pause();
    const transport = byteTransport(left);
    transport.send(patternedBytes(8 * 1024 * 1024));
    const released = transport.whenWritable?.();
    right.destroy();
    await expect(released).resolves.toBeUndefined();
    dispose();
  });

  it('closes on a length that no frame can have', async () => {
    const { left, right, dispose } = await socketPair();
    const closed = new Promise<string>((resolve) => byteTransport(left).onClose(resolve));
    right.write('GET / HTTP/1.1\r\n\r\n');
    await expect(closed).resolves.toContain('does not speak in frames');
    right.destroy();
    dispose();
  });
});

describe('createFrameSplitter', () => {
  it('puts frames together whatever the sizes of the pieces', () => {
    const frames = [patternedBytes(0), patternedBytes(5), patternedBytes(300)];
    const stream = new Uint8Array(frames.reduce((sum, { byteLength }) => sum + 4 + byteLength, 0));
    let offset = 0;
    for (const frame of frames) {
      new DataView(stream.buffer).setUint32(offset, frame.byteLength, true);
      stream.set(frame, offset + 4);
      offset += 4 + frame.byteLength;
    }
    for (const pieceBytes of [1, 2, 3, 7, 64, stream.byteLength]) {
      const received: Uint8Array[] = [];
      const push = createFrameSplitter((frame) => received.push(frame));
      for (let at = 0; at < stream.byteLength; at += pieceBytes) push(stream.subarray(at, at + pieceBytes));
      expect(received).toEqual(frames);
    }
  });

  it('refuses a frame above the limit before it makes room for it', () => {
    const push = createFrameSplitter(() => {});
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setUint32(0, maxFrameBytes + 1, true);
    expect(() => push(prefix)).toThrow(expect.objectContaining({ code: 'protocol-mismatch' }));
  });
});
