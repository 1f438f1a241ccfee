/** The parts of Electron's bridge that bring a message port into the page. */
import type { Transport } from '#app/rpc/transport.ts';
import { FigscopeError } from '#app/util/error.ts';
import { portTransport } from './port-transport.ts';

/** Put on the window by the preload, with more that is not needed here. */
export interface HostBridge {
  /** Asks for a port; it arrives as a message of the window to itself. */
  connect(): void;
}

/** The same names as in the preload. */
const bridgeName = 'figscopeShell';
const portMessage = 'figscope:port';

/** The part of a window that is needed here. */
export type BridgeWindow = Pick<Window, 'addEventListener' | 'removeEventListener'>;

/** Undefined in a browser. */
export function findBridge(page: object): HostBridge | undefined {
  const bridge: unknown = Reflect.get(page, bridgeName);
  return isBridge(bridge) ? bridge : undefined;
}

const isBridge = (value: unknown): value is HostBridge =>
  typeof value === 'object' && value !== null && 'connect' in value && typeof value.connect === 'function';

/** Asks for a port and waits for it. Messages of other windows and frames are not listened to. */
export function openPort(page: BridgeWindow, bridge: HostBridge, signal: AbortSignal): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const settle = () => page.removeEventListener('message', onMessage);
    const onMessage = ({ source, data, ports }: MessageEvent<unknown>) => {
      const [port] = ports;
      if (source !== page || !port || !isPortMessage(data)) return;
      settle();
      resolve(portTransport(port));
    };
    page.addEventListener('message', onMessage);
    signal.addEventListener('abort', () => {
      settle();
      reject(new FigscopeError('unavailable', 'The host did not answer in time.'));
    });
    bridge.connect();
  });
}

const isPortMessage = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === portMessage;
