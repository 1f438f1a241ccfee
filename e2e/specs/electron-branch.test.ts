/** The window as it runs in Electron: over a message port, with the preload's bridge played by a few lines here. */
import { expect, suite, test } from '../fixtures/suite.ts';

/** Puts a bridge on the page whose port leads to the server's socket. Runs inside the page. */
function playBridge(): void {
  const connect = (): void => {
    const socket = new WebSocket(`ws://${location.host}/rpc`);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', ({ data }) => socket.send(data));
      socket.addEventListener('message', ({ data }) => port1.postMessage(new Uint8Array(data)));
      port1.start();
      window.postMessage({ type: 'figscope:port' }, location.origin, [port2]);
    });
    Reflect.set(window, 'connects', Number(Reflect.get(window, 'connects') ?? 0) + 1);
  };
  Reflect.set(window, 'figscopeShell', { platform: 'linux', connect });
}

suite('the window over a message port', () => {
  test('draws what the host says', async ({ page }) => {
    await page.page.addInitScript(playBridge);
    await page.open();
    // The status bar tells the device, which only the host knows.
    await page.page
      .getByText(/ONNX Runtime/)
      .first()
      .waitFor();
    expect(await page.page.evaluate(() => Reflect.get(window, 'connects'))).toBe(1);
  });
});
