import { describe, expect, it } from 'vitest';
import { findBridge, openPort } from './host-bridge.ts';

/** A window as far as messages go: events that name it as their source. */
class TestWindow extends EventTarget {
  say(data: unknown, ports: readonly MessagePort[], source: object = this): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data, ports, source }));
  }
}

describe('openPort', () => {
  it('takes the port that the preload posts, and no other', async () => {
    const page = new TestWindow();
    const asked: string[] = [];
    const opening = openPort(page, { connect: () => asked.push('connect') }, new AbortController().signal);
    const stranger = new MessageChannel();
    const { port1, port2 } = new MessageChannel();
    page.say({ type: 'figscope:port' }, [stranger.port1], {});
    page.say({ type: 'other' }, [stranger.port1]);
    page.say({ type: 'figscope:port' }, []);
    page.say({ type: 'figscope:port' }, [port1]);
    const transport = await opening;
    const received = new Promise<Uint8Array>((resolve) => transport.onFrame(resolve));
    port2.postMessage(new Uint8Array([7]));
    expect(await received).toEqual(new Uint8Array([7]));
    expect(asked).toEqual(['connect']);
    transport.close();
    stranger.port1.close();
  });

  it('gives up when it takes too long', async () => {
    const leave = new AbortController();
    const opening = openPort(new TestWindow(), { connect: () => {} }, leave.signal);
    leave.abort();
    await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('findBridge finds the bridge of the preload, and nothing in a browser', () => {
  const bridge = { connect: () => {}, platform: 'linux' };
  expect(findBridge({ figscopeShell: bridge })).toBe(bridge);
  expect(findBridge({})).toBeUndefined();
  expect(findBridge({ figscopeShell: 'other' })).toBeUndefined();
});
